import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { run } from './run.js';

const applications = fileURLToPath(new URL('./applications/', import.meta.url));
const GUIDE = readFileSync(fileURLToPath(new URL('../../docs/testing.md', import.meta.url)), 'utf8');
const ENTRIES = ['nestjs-opsgenie', 'nestjs-opsgenie/testing'];
/** One without the optional packages, and one with the older of the two supported versions of terminus. */
const FRESH = [
  { name: 'nest-12-esm', entries: ENTRIES, runners: [] },
  { name: 'nest-11-commonjs', entries: [...ENTRIES, 'nestjs-opsgenie/terminus'], runners: ['jest'] },
];
/** The clients of Redis, which are optional. */
const CLIENTS = ['ioredis', 'redis'];

describe.concurrent.each(FRESH)('in a fresh application ($name)', ({ name, entries, runners }) => {
  const folder = mkdtempSync(join(tmpdir(), `nestjs-opsgenie-${name}-`));

  beforeAll(async () => {
    for (const part of [name, 'shared']) cpSync(join(applications, part), folder, { recursive: true });
    await run(folder, 'npm', 'ci', '--include=dev', '--prefer-offline');
    await run(folder, 'npm', 'install', '--no-save', '--prefer-offline', inject('tarball'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(entries)('%s can be imported and required', async (entry) => {
    const evaluate = (program: string): Promise<string> => run(folder, process.execPath, '--eval', program);
    const imported = await evaluate(`import('${entry}').then((names) => console.log(Object.keys(names)))`);
    const required = await evaluate(`console.log(Object.keys(require('${entry}')))`);

    expect(imported).toContain('Opsgenie');
    expect(required).toBe(imported);
  });

  it('runs its command line, which an application never loads', async () => {
    const program = join(folder, 'node_modules/.bin/nestjs-opsgenie');

    expect(await run(folder, program, '--help')).toContain('Usage: nestjs-opsgenie <command>');
    const url = 'http://127.0.0.1:9';
    const key = '01234567-89ab-cdef-0123-456789abcdef';
    await expect(run(folder, program, 'check', '--json', '--api-key', key, '--base-url', url)).rejects.toThrow(
      '"finding":"unreachable"',
    );
    for (const entry of entries) {
      const loaded = await modulesLoadedBy(folder, entry);
      expect(loaded).toContainEqual(expect.stringContaining('nestjs-opsgenie/dist/'));
      expect(loaded.filter((file) => /nestjs-opsgenie\/dist\/(cli|sandbox\/inbox)\//.test(file))).toEqual([]);
    }
  });

  it.each(runners)('can be tested with %s as described in the guide', async (runner) => {
    const [, configuration] = /```json\n(\{\n {2}"transform".*?)```/s.exec(GUIDE) ?? [];
    writeFileSync(join(folder, 'jest.config.json'), configuration ?? 'is not in the guide');

    const report = await run(folder, process.execPath, `node_modules/${runner}/bin/${runner}.js`, '--json');

    expect(JSON.parse(report)).toMatchObject({ numPassedTests: 2, numTotalTests: 2 });
  });

  it('compiles without errors and alerts when a route fails', async () => {
    await run(folder, process.execPath, 'node_modules/typescript/bin/tsc');

    const output = await run(folder, process.execPath, 'dist/main.js');

    expect(JSON.parse(output.trim().split('\n').at(-1) ?? '')).toEqual({
      status: 500,
      alias: 'shop:test:exception:GET /orders/:id:Error',
      priority: 'P1',
    });
  });

  describe('without ioredis and redis', () => {
    /** @param resolved the file for the names that it imports and requires */
    const start = (resolved: string, redis?: unknown): Promise<string> => {
      const parameters = redis === undefined ? [] : [JSON.stringify(redis)];
      // The error has the whole output, so a start that succeeds has to show its own.
      const program = `RESOLVED=${resolved} ${process.execPath} --import ./watch-resolutions.mjs fleet.mjs "$@" 2>&1`;
      return run(folder, 'sh', '-c', program, 'sh', ...parameters);
    };

    it('starts, and looks for neither, if there is no fleet', async () => {
      expect(CLIENTS.filter((client) => existsSync(join(folder, 'node_modules', client)))).toEqual([]);

      const resolved = join(folder, 'resolved-without-fleet.txt');
      const output = await start(resolved);

      expect(output).toContain('started');
      const names = linesOf(resolved);
      expect(names).toContain('@nestjs/core');
      expect(names.filter((found) => CLIENTS.includes(found))).toEqual([]);
    });

    it.each([
      ['redis://127.0.0.1:6379', 'needs the package `ioredis` or `redis`: install it'],
      [{ host: '127.0.0.1' }, 'needs the package `ioredis`: install it'],
      [{ url: 'redis://127.0.0.1:6379' }, 'needs the package `redis`: install it'],
    ])('says at the start what to install for a fleet on %j', async (redis, advice) => {
      const resolved = join(folder, `resolved-${Object.keys(redis)[0] ?? ''}.txt`);
      const failure = await start(resolved, redis).then(
        (output) => `It started:\n${output}`,
        (error: unknown) => String(error),
      );

      expect(failure).toContain(`fleet.redis ${advice}`);
      expect(failure).not.toMatch(/^started$/m);
      // What was watched for without a fleet would have been seen.
      expect(linesOf(resolved).filter((found) => CLIENTS.includes(found))).not.toEqual([]);
    });
  });
});

function linesOf(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n');
}

/** The files that an import of an entry loads, from what Node's coverage counts. */
async function modulesLoadedBy(folder: string, entry: string): Promise<string[]> {
  const reports = mkdtempSync(join(folder, 'coverage-'));
  await run(folder, 'env', `NODE_V8_COVERAGE=${reports}`, process.execPath, '--eval', `import('${entry}')`);
  return readdirSync(reports).flatMap((file) => {
    const { result } = JSON.parse(readFileSync(join(reports, file), 'utf8')) as { result: { url: string }[] };
    return result.map(({ url }) => url);
  });
}
