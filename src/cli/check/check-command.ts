import type { Command } from '../command.js';

/** `nestjs-opsgenie check` */
export const CHECK: Command = {
  name: 'check',
  summary: 'Checks the key: for which platform it is, what it may do, and whether something is in the way',
  about: [
    'It raises no alert: it asks for the status of a request that does not exist, and closes an alert that does not exist. A key that the\n' +
      'platform refuses is shown to the other platforms, unless --base-url is given. With --send it raises a P5 test alert, asks what became\n' +
      'of it, and closes it. Options win over the variables of the environment; prefer these for the key, because other users of the machine\n' +
      'can see the arguments of a program.',
  ],
  options: {
    'api-key': { type: 'string', value: '<uuid>', help: 'the key of an API integration (default: OPSGENIE_API_KEY)' },
    platform: {
      type: 'string',
      value: '<name>',
      help: 'opsgenie, opsgenie-eu or jsm (default: OPSGENIE_PLATFORM, else opsgenie)',
    },
    'base-url': {
      type: 'string',
      value: '<url>',
      help: "replaces the platform's URL, for a sandbox or a proxy (default: OPSGENIE_BASE_URL)",
    },
    send: { type: 'boolean', help: 'raise a test alert as well' },
    timeout: { type: 'string', value: '<seconds>', help: 'how long to wait for each answer (default 5)' },
    json: { type: 'boolean', help: 'the result as JSON' },
  },
  examples: [
    'OPSGENIE_API_KEY=… nestjs-opsgenie check',
    'OPSGENIE_API_KEY=… nestjs-opsgenie check --platform jsm --send',
  ],
  run: async (options, terminal) => (await import('./run-check.js')).runCheck(options, terminal),
};
