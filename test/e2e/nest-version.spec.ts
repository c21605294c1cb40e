import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

import '@nestjs/platform-express';
import '@nestjs/platform-fastify';
import '@nestjs/testing';
import { expect, inject, it } from 'vitest';

import { IsolatedHttpService } from '../../src/platforms/http/isolated-http-service.js';
import '../../src/index.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The major version of Nest that this run is for. */
    nestMajor: number;
  }
}

it('runs the library on one major version of Nest, without any module of the other', async () => {
  // The library loads it when an application starts.
  await new IsolatedHttpService().ready();
  const versions = loadedNestVersions();

  expect(versions.get('axios'), 'axios').toHaveLength(1);
  for (const name of ['common', 'core', 'platform-express', 'platform-fastify', 'testing']) {
    expect(versions.get(name), name).toEqual([expect.stringMatching(new RegExp(`^${inject('nestMajor')}\\.`))]);
  }
});

/** The versions of all Nest packages that this process has loaded, by short name, as the JavaScript engine knows them. */
function loadedNestVersions(): Map<string, string[]> {
  const versions = new Map<string, string[]>();
  for (const folder of loadedNestFolders()) {
    const { version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as { version: string };
    versions.set(basename(folder), [...(versions.get(basename(folder)) ?? []), version]);
  }
  return versions;
}

function loadedNestFolders(): Set<string> {
  const folders = new Set<string>();
  const session = new Session();
  session.connect();
  session.on('Debugger.scriptParsed', ({ params }) => {
    const folder = /^file:.*\/node_modules\/@nestjs\/[^/]+/.exec(params.url)?.[0];
    if (folder !== undefined) folders.add(fileURLToPath(folder));
  });
  session.post('Debugger.enable');
  session.disconnect();
  return folders;
}
