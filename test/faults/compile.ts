import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Compiles the library and the programs that are killed: they must be able to die, so they run in processes of their own. */
export default function compile(): void {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.faults.json'], {
    cwd: root,
    stdio: 'inherit',
  });
}
