import { cpus, loadavg, release, totalmem } from 'node:os';

import { canPin } from '../processes/pinning.js';

/** The machine of the measurement. */
export function describeMachine(): string {
  const [cpu] = cpus();
  return [
    `- date: ${new Date().toISOString()}`,
    `- machine: ${cpus().length} × ${cpu?.model ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${release()}`,
    `- Node ${process.version}`,
    `- processes: ${canPin ? 'servers on CPU 0, load and platform on CPU 1' : 'not pinned to CPUs (taskset is missing, or there is one CPU only)'}`,
  ].join('\n');
}

/** The load average of the last minute. */
export function loadAverage(): string {
  return (loadavg()[0] ?? 0).toFixed(2);
}
