import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { run } from './run.js';

const applications = fileURLToPath(new URL('./applications/', import.meta.url));
const README = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8');
const ENTRIES = ['nestjs-opsgenie', 'nestjs-opsgenie/testing'];
/** One without the optional packages, and one with the older of the two supported versions of terminus. */
const FRESH = [
  { name: 'nest-12-esm', entries: ENTRIES, runners: [] },
  { name: 'nest-11-commonjs', entries: [...ENTRIES, 'nestjs-opsgenie/terminus'], runners: ['jest'] },
];

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

  it.each(runners)('can be tested with %s as described in the README', async (runner) => {
    const [, configuration] = /```json\n(\{\n {2}"transform".*?)```/s.exec(README) ?? [];
    writeFileSync(join(folder, 'jest.config.json'), configuration ?? 'is not in the README');

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
});
