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
      const loaded = await sourcesLoadedBy(folder, entry);
      expect(loaded).toContainEqual(expect.stringMatching(/\/src\/rules\//));
      expect(loaded.filter((source) => /\/src\/(cli|sandbox\/inbox)\//.test(source))).toEqual([]);
    }
  });

  it('gives all of the result of a command to a slow reader, such as a pager', async () => {
    writeFileSync(join(folder, 'access.log'), logOfOutages(150));
    const program = 'node_modules/.bin/nestjs-opsgenie replay access.log --json';

    const read = await run(folder, 'sh', '-c', `${program} | (sleep 8; cat)`);

    // More than a pipe takes without a reader.
    expect(read.length).toBeGreaterThan(65_536);
    expect(JSON.parse(read)).toMatchObject({ rules: [{ pages: 150 }] });
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

/** A log in which everything fails for six minutes, every hour. */
function logOfOutages(hours: number): string {
  const lines: string[] = [];
  for (let hour = 0; hour < hours; hour++)
    for (let second = 0; second < 2_400; second += 6) {
      const time = new Date(Date.UTC(2026, 0, 1, hour, 0, second)).toISOString();
      const status = second >= 600 && second < 960 ? 502 : 200;
      lines.push(JSON.stringify({ time, req: { method: 'GET', url: '/orders' }, res: { statusCode: status } }));
    }
  return lines.join('\n');
}

/**
 * The modules of the package that an import of an entry loads, from what Node's coverage counts. The files of the package hold many modules
 * each, which their source maps name.
 */
async function sourcesLoadedBy(folder: string, entry: string): Promise<string[]> {
  const reports = mkdtempSync(join(folder, 'coverage-'));
  await run(folder, 'env', `NODE_V8_COVERAGE=${reports}`, process.execPath, '--eval', `import('${entry}')`);
  return readdirSync(reports).flatMap((file) => {
    const { result } = JSON.parse(readFileSync(join(reports, file), 'utf8')) as { result: { url: string }[] };
    const files = result
      .filter(({ url }) => url.includes('nestjs-opsgenie/dist/'))
      .map(({ url }) => fileURLToPath(url));
    return files.filter((path) => existsSync(`${path}.map`)).flatMap(sourcesOf);
  });
}

function sourcesOf(path: string): string[] {
  return (JSON.parse(readFileSync(`${path}.map`, 'utf8')) as { sources: string[] }).sources;
}
