import { spawnSync } from 'node:child_process';

import type { Peers } from '../peers.js';
import { autocannon } from './autocannon.js';
import type { LoadGenerator } from './load-generator.js';
import { wrk } from './wrk.js';

/**
 * The best available load generator.
 *
 * @throws Error if there is none; the message says how to get one
 */
export function chooseLoadGenerator(peers: () => Peers, progress: (text: string) => void): LoadGenerator {
  if (spawnSync('wrk', ['--version']).error === undefined) return wrk;
  progress('wrk is not installed; autocannon takes its place. For figures that count: apt-get install wrk');
  const installed = peers();
  if (installed.installed) return autocannon;
  throw new Error(`There is nothing to make load with: ${installed.reason}. Get wrk: apt-get install wrk`);
}
