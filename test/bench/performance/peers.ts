import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Compiled, this file lies in .cache/bench/test/bench/performance.
const FOLDER = new URL('../../../../../test/bench/peers/', import.meta.url);

/** Whether the packages that the benchmark compares with are there. */
export type Peers = { readonly installed: true } | { readonly installed: false; readonly reason: string };

/** The address of a file among the peers. */
export function peerFile(path: string): URL {
  return new URL(path, FOLDER);
}

/** Installs the peers from their lock file, unless what is installed is as new as that. They are no dependencies of the package. */
export function installPeers(progress: (text: string) => void): Peers {
  if (modified('node_modules/.package-lock.json') >= modified('package-lock.json')) return { installed: true };
  progress('installing the peers (npm ci in test/bench/peers)');
  // Their output goes to the standard error: the standard output is for the tables.
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: fileURLToPath(FOLDER),
    stdio: ['ignore', 2, 2],
  });
  return status === 0 ? { installed: true } : { installed: false, reason: '`npm ci` failed in test/bench/peers' };
}

function modified(file: string): number {
  return statSync(peerFile(file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
