import type { Command } from '../command.js';

/** `nestjs-opsgenie sandbox` */
export const SANDBOX: Command = {
  name: 'sandbox',
  summary: 'Runs a local server with the alert API, for any application in any language',
  about: [
    'It checks keys and limits, answers 202 and processes later, deduplicates by alias, and sends nothing anywhere. Its page shows the\n' +
      'alerts as a person on call sees them; there you can acknowledge and close them, and break the platform.',
  ],
  options: {
    port: { type: 'string', value: '<port>', help: 'the port on 127.0.0.1; 0 for any free one (default 3001)' },
    platform: {
      type: 'string',
      value: '<name>',
      help: 'opsgenie, opsgenie-eu or jsm, which has no more than the integration events (default opsgenie)',
    },
    'api-key': { type: 'string', value: '<uuid>', help: 'the only accepted key (default: every UUID)' },
    'clock-speed': {
      type: 'string',
      value: '<factor>',
      help: 'how fast its time passes: 60 makes a minute of a second (default 1)',
    },
    json: { type: 'boolean', help: 'one JSON object per line: the start, each request, each change of an alert' },
  },
  examples: [
    'nestjs-opsgenie sandbox',
    'nestjs-opsgenie sandbox --port 8080 --api-key 01234567-89ab-cdef-0123-456789abcdef',
  ],
  run: async (options, terminal) => (await import('./run-sandbox.js')).runSandbox(options, terminal),
};
