import type { Command } from '../command.js';

/** `nestjs-opsgenie replay` */
export const REPLAY: Command = {
  name: 'replay',
  summary: 'Plays access logs through your rules, and shows what would have paged, when, for how long and how often',
  about: [
    'It reads the common and the combined format of nginx and Apache, JSON lines of pino-http and nestjs-pino, and CSV (--csv), plain or\n' +
      'packed with gzip; - is the standard input. Several logs are read as one, in the order of their times. The rules of a file are its\n' +
      'default export: a list of rules, or options of the module with `rules`. Nothing is sent anywhere.',
    'Ids in paths become :id, because a log does not know routes: segments of digits, with 4 digits or more, with 16 characters or more of\n' +
      'which one is a digit, with @ or %, or of more than 64 characters.',
  ],
  operands: { name: '<access log>…', least: 1 },
  options: {
    rules: { type: 'string', value: '<file>', help: 'the module with the rules (default: the recommended rules)' },
    compare: { type: 'string', value: '<file>', help: 'a second one: what would it have paged?' },
    csv: {
      type: 'string',
      value: '<columns>',
      help: "the columns, such as 'time,method,path,status,duration_ms'; also request, duration_s, duration_us",
    },
    duration: {
      type: 'string',
      value: '<unit>',
      help: "s, ms or us: a whole number behind a combined line is a duration, as Apache's %D in us (default: it is not)",
    },
    html: { type: 'string', value: '<file>', help: 'write the timeline as a page of HTML' },
    json: { type: 'boolean', help: 'the result as JSON' },
  },
  examples: [
    'nestjs-opsgenie replay /var/log/nginx/access.log*',
    'nestjs-opsgenie replay access.log.gz --rules alerts.mjs --compare stricter.mjs --html timeline.html',
    'kubectl logs deploy/shop | nestjs-opsgenie replay -',
  ],
  run: async (options, terminal, operands) => (await import('./run-replay.js')).runReplay(options, terminal, operands),
};
