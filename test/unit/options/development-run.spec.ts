import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { OpsgenieModuleOptions } from '../../../src/index.js';
import { resolveOptions } from '../../../src/opsgenie.options.js';

const OPTIONS: OpsgenieModuleOptions = {
  apiKey: '6f8e2a10-93b4-4c7d-8e5f-0a1b2c3d4e5f',
  service: 'orders-api',
  rules: [],
  enabled: true,
};
const OF_RUNS = ['npm_lifecycle_event', 'npm_lifecycle_script', 'WATCH_REPORT_DEPENDENCIES', 'NODE_ENV'];

/** The warnings of a start under the given variables. */
function warningsWith(variables: Readonly<Record<string, string>>, options: OpsgenieModuleOptions = OPTIONS) {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  return resolveOptions(options).warnings;
}

describe('a process under development that pages people', () => {
  beforeEach(() => {
    for (const name of OF_RUNS) vi.stubEnv(name, undefined);
    return () => vi.unstubAllEnvs();
  });

  it('says so in one line', () => {
    expect(warningsWith({ npm_lifecycle_event: 'start:dev', npm_lifecycle_script: 'nest start --watch' })).toEqual([
      "This process runs for development (the script 'start:dev'), but its alerts go to Opsgenie and page people. " +
        'Set `dryRun: true`, or `baseUrl` to a sandbox (`npx nestjs-opsgenie sandbox`).',
    ]);
  });

  it.each([
    { npm_lifecycle_event: 'start:debug', npm_lifecycle_script: 'nest start --debug --watch' },
    { npm_lifecycle_event: 'dev' },
    { npm_lifecycle_event: 'npx', npm_lifecycle_script: 'nest start --watch' },
    { npm_lifecycle_event: 'serve', npm_lifecycle_script: 'nest start -b swc -w' },
    { npm_lifecycle_event: 'serve', npm_lifecycle_script: 'tsx watch src/main.ts' },
    { npm_lifecycle_event: 'serve', npm_lifecycle_script: 'nodemon' },
    { npm_lifecycle_event: 'start', npm_lifecycle_script: 'node --watch dist/main.js' },
    { WATCH_REPORT_DEPENDENCIES: '1' },
    { npm_lifecycle_event: 'start:dev', NODE_ENV: 'development' },
  ])('is recognised by %j', (variables) => {
    expect(warningsWith(variables)).toEqual([expect.stringContaining('This process runs for development')]);
  });

  it.each([
    {},
    { npm_lifecycle_event: 'start', npm_lifecycle_script: 'nest start' },
    { npm_lifecycle_event: 'start:prod', npm_lifecycle_script: 'node dist/main' },
    { npm_lifecycle_event: 'start', npm_lifecycle_script: 'node dist/main -w 4' },
    { npm_lifecycle_event: 'start', npm_lifecycle_script: 'node dist/watcher.js' },
    { npm_lifecycle_event: 'start:dev', NODE_ENV: 'production' },
    { npm_lifecycle_event: 'test:watch', npm_lifecycle_script: 'jest --watch', NODE_ENV: 'test' },
  ])('is not seen in %j', (variables) => {
    expect(warningsWith(variables)).toEqual([]);
  });

  it('is no matter where nothing is sent, or only to this machine', () => {
    const variables = { npm_lifecycle_event: 'start:dev' };

    expect(warningsWith(variables, { ...OPTIONS, dryRun: true })).toEqual([]);
    expect(warningsWith(variables, { ...OPTIONS, baseUrl: 'http://127.0.0.1:3001' })).toEqual([]);
    expect(warningsWith(variables, { ...OPTIONS, platform: 'jsm' })).toEqual([
      expect.stringContaining('go to Jira Service Management'),
    ]);
  });
});
