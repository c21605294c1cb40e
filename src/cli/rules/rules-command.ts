import type { Command } from '../command.js';

/** `nestjs-opsgenie rules` */
export const RULES: Command = {
  name: 'rules',
  summary: 'Shows which rules hold for each handler, job and listener of an application, and where each was said',
  about: [
    'Give the compiled file of the root module, such as dist/app.module.js. The application does not start: no provider of it is created, no\n' +
      'connection is opened, nothing is sent. Only what the options of OpsgenieModule.forRootAsync() need is created. The global prefix and\n' +
      'the versioning are set where the application starts, so that paths are shown without them.',
  ],
  operands: { name: '<module file>', least: 1, most: 1 },
  options: {
    export: { type: 'string', value: '<name>', help: 'the name of the module in the file (default: the only one)' },
    json: { type: 'boolean', help: 'the result as JSON, with each field of each rule' },
  },
  examples: ['nestjs-opsgenie rules dist/app.module.js', 'nestjs-opsgenie rules dist/app.module.js --json'],
  run: async (options, terminal, operands) => (await import('./run-rules.js')).runRules(options, terminal, operands),
};
