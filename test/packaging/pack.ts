import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

import { run } from './run.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The path of the packed library, as published. */
    tarball: string;
  }
}

/** Builds and packs the library once for all packaging specs. */
export default async function pack(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'nestjs-opsgenie-tarball-'));
  const root = fileURLToPath(new URL('../../', import.meta.url));
  await run(root, 'npm', 'pack', '--pack-destination', folder);
  const [tarball] = readdirSync(folder);
  if (tarball === undefined) throw new Error('npm pack left no tarball');
  project.provide('tarball', join(folder, tarball));
  return () => rmSync(folder, { recursive: true });
}
