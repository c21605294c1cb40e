import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// The compiled file is in .cache/bench/test/bench/performance.
const FOLDER = new URL('../../../../../test/bench/peers/', import.meta.url);

/** Whether the packages for comparison are installed. */
export type Peers = { readonly installed: true } | { readonly installed: false; readonly reason: string };

/** The URL of a file of the peers. */
export function peerFile(path: string): URL {
  return new URL(path, FOLDER);
}

/** Installs the peers from their lock file unless they are up to date. They are not dependencies of the package. */
export function installPeers(progress: (text: string) => void): Peers {
  if (modified('node_modules/.package-lock.json') >= modified('package-lock.json')) return { installed: true };
  progress('installing the peers (npm ci in test/bench/peers)');
  // Standard output is for the tables, so their output is written to standard error.
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: fileURLToPath(FOLDER),
    stdio: ['ignore', 2, 2],
  });
  return status === 0 ? { installed: true } : { installed: false, reason: '`npm ci` failed in test/bench/peers' };
}

function modified(file: string): number {
  return statSync(peerFile(file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
