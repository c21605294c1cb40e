import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Where a process runs: what is measured has a CPU to itself, and what loads it has another. */
export type Place = 'server' | 'load';

const CPUS: Readonly<Record<Place, string>> = { server: '0', load: '1' };

/** Whether processes can be kept on one CPU each. */
export const canPin = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;

/** A command that stays on the CPU of its place, where that is possible. */
export function pinned(place: Place, command: readonly string[]): string[] {
  return canPin ? ['taskset', '--cpu-list', CPUS[place], ...command] : [...command];
}
