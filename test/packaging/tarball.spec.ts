import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { run } from './run.js';

interface Manifest {
  readonly main: string;
  readonly types: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: boolean }>>;
}

/** The packed tarball, in bytes; half of it is TypeScript sources for debuggers. Raise it only for a feature that justifies it. */
const MOST_BYTES = 1_300_000;

/** Each costs about half a millisecond at the start of an application. There were 458 before they were joined. */
const MOST_MODULES = 50;

describe('the published package', () => {
  const temporary = mkdtempSync(join(tmpdir(), 'nestjs-opsgenie-package-'));
  const folder = join(temporary, 'package');

  beforeAll(() => run(temporary, 'tar', '-xzf', inject('tarball')));
  afterAll(() => rmSync(temporary, { recursive: true }));

  const manifest = (): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

  it('contains the compiled library, its documentation and license, and nothing else', () => {
    const files = filesOf(folder);

    expect(files).toEqual(expect.arrayContaining(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']));
    expect(files.filter((file) => !file.startsWith('dist/'))).toHaveLength(4);
    expect(
      files.filter(
        (file) =>
          file.startsWith('dist/') &&
          !/\.(js|js\.map|d\.ts)$/.test(file) &&
          !/^dist\/sandbox\/inbox\/page\/\w+\.(html|css|svg)$/.test(file),
      ),
    ).toEqual([]);
  });

  it('stays small', () => {
    expect(statSync(inject('tarball')).size).toBeLessThan(MOST_BYTES);
  });

  it('joins its modules into few files', () => {
    const modules = filesOf(folder).filter(
      (file) => file.endsWith('.js') && !file.startsWith('dist/sandbox/inbox/page/'),
    );

    expect(modules.length).toBeLessThan(MOST_MODULES);
  });

  it('has a file for every entry point', () => {
    const { main, types, exports } = manifest();
    const targets = Object.values(exports).flatMap((target) =>
      typeof target === 'string' ? target : Object.values(target),
    );

    expect([main, types, ...targets].filter((target) => !existsSync(join(folder, target)))).toEqual([]);
  });

  it('accepts Nest 11 or 12 as a peer', () => {
    expect(manifest().peerDependencies).toEqual({
      '@nestjs/common': '^11.0.0 || ^12.0.0',
      '@nestjs/core': '^11.0.0 || ^12.0.0',
      '@nestjs/terminus': '^11.0.0 || ^12.0.0',
      '@opentelemetry/api': '^1.3.0',
      'reflect-metadata': '^0.1.13 || ^0.2.0',
      ioredis: '^5.0.0 || ^6.0.0',
      redis: '^5.0.0 || ^6.0.0',
      rxjs: '^7.1.0',
    });
  });

  it('does not require optional packages', () => {
    expect(manifest().peerDependenciesMeta).toEqual({
      '@nestjs/terminus': { optional: true },
      '@opentelemetry/api': { optional: true },
      ioredis: { optional: true },
      redis: { optional: true },
    });
  });

  it('documents every exported symbol in its declaration file', () => {
    const declarations = filesOf(folder).filter((file) => file.endsWith('.d.ts'));

    expect(declarations.flatMap((file) => undocumented(readFileSync(join(folder, file), 'utf8'), file))).toEqual([]);
  });

  it('follows the rules of publint', async () => {
    const { messages } = await publint({ pkgDir: folder, pack: false, strict: true });

    expect(messages).toEqual([]);
  });

  it('has types that TypeScript resolves like Node resolves the code', async () => {
    const attw = fileURLToPath(new URL('../../node_modules/.bin/attw', import.meta.url));

    const report = await run(temporary, attw, inject('tarball'), '--profile', 'esm-only', '--format', 'ascii');

    expect(report).toContain('node16 (from ESM): 🟢 (ESM)');
  });
});

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

/** The exported symbols of a declaration file without documentation. */
function undocumented(declarations: string, file: string): string[] {
  const documented = new Map<string, boolean>();
  let previous = '';
  for (const line of declarations.split('\n')) {
    const name = /^export (?:declare )?(?:abstract )?(?:class|function|interface|type|const|enum) (\w+)/.exec(
      line,
    )?.[1];
    if (name !== undefined) documented.set(name, documented.get(name) === true || previous.endsWith('*/'));
    previous = line;
  }
  return [...documented].filter(([, isDocumented]) => !isDocumented).map(([name]) => `${file}: ${name}`);
}
