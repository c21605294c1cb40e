import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Compiles the library and the programs, which run in separate processes because they are killed. One copy is placed where Node
 * finds Nest 11.
 */
export default function compile(): void {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.faults.json'], {
    cwd: root,
    stdio: 'inherit',
  });
  cpSync(join(root, '.cache/faults'), join(root, 'test/nest-11/.cache/faults'), { recursive: true });
}
