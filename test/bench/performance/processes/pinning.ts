import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** The CPU of a process: the measured one and the load generator have one each. */
export type Place = 'server' | 'load';

const CPUS: Readonly<Record<Place, string>> = { server: '0', load: '1' };

/** Whether processes can be pinned to CPUs. */
export const canPin = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;

/** A command pinned to the CPU of its place, if possible. */
export function pinned(place: Place, command: readonly string[]): string[] {
  return canPin ? ['taskset', '--cpu-list', CPUS[place], ...command] : [...command];
}
