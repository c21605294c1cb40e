import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { run } from './run.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The sample, compiled into a separate folder. */
export interface SampleBuild {
  readonly folder: string;
  remove(): void;
}

/** Compiles the sample like `npm start`. The folder is inside the package, so that the library can be imported by its name. */
export async function buildSample(): Promise<SampleBuild> {
  const cache = join(ROOT, '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'sample-'));
  await run(
    ROOT,
    process.execPath,
    'node_modules/typescript/bin/tsc',
    '-p',
    'tsconfig.sample.json',
    '--outDir',
    folder,
  );
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}
