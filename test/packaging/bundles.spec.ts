import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';

import { OpsgenieSandbox } from '../../src/testing/index.js';
import { BackgroundProgram } from './background-program.js';
import { run } from './run.js';

const ESBUILD = [
  'src/main.ts',
  '--bundle',
  '--platform=node',
  // Nest loads them only if they are installed.
  ...['@nestjs/microservices*', '@nestjs/websockets*', 'class-transformer*'].map((name) => `--external:${name}`),
];
// Nest imports `createRequire` itself.
const REQUIRE =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";

/** A way to bundle the application into one file. */
const BUNDLES = [
  { name: 'esbuild, CommonJS', tool: 'esbuild', options: [...ESBUILD, '--format=cjs'], file: 'cjs.cjs' },
  {
    name: 'esbuild, CommonJS, minified',
    tool: 'esbuild',
    options: [...ESBUILD, '--format=cjs', '--minify'],
    file: 'minified.cjs',
  },
  {
    name: 'esbuild, ES modules',
    tool: 'esbuild',
    options: [...ESBUILD, '--format=esm', `--banner:js=${REQUIRE}`],
    file: 'esm.mjs',
  },
  { name: 'nest build, webpack', tool: 'nest', options: ['build', '--builder', 'webpack'] },
  {
    name: 'nest build, webpack with all packages',
    tool: 'nest',
    options: ['build', '--builder', 'webpack', '--webpackPath', 'webpack-whole.config.js'],
  },
  { name: 'nest build, rspack', tool: 'nest', options: ['build', '--builder', 'rspack'] },
];

describe('an application bundled into one file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nestjs-opsgenie-bundled-'));

  beforeAll(async () => {
    cpSync(fileURLToPath(new URL('./applications/bundled/', import.meta.url)), folder, { recursive: true });
    await run(folder, 'npm', 'ci', '--include=dev', '--prefer-offline');
    await run(folder, 'npm', 'install', '--no-save', '--prefer-offline', inject('tarball'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(BUNDLES)('starts, and alerts when a route or the process fails ($name)', async (bundle) => {
    const { tool, options, file } = bundle;
    const output = file === undefined ? [] : [`--outfile=dist/${file}`];
    await run(folder, join(folder, 'node_modules/.bin', tool), ...options, ...output);
    const sandbox = await OpsgenieSandbox.start({ processingDelay: 0 });
    onTestFinished(() => sandbox.stop());
    const program = new BackgroundProgram(join(folder, 'dist', file ?? 'main.js'), { ALERT_PLATFORM: sandbox.url });

    expect(await program.exit()).toBe(1);
    expect(sandbox.alerts.map(({ alias }) => alias).toSorted()).toEqual([
      'shop:test:exception:GET /orders/:id:Error',
      'shop:test:exception:process:TypeError',
    ]);
    expect(program.output).toContain('TypeError: boom');
    expect(program.output).not.toContain('import.meta');
  });
});
