import type { SandboxFault } from '../../../../src/testing/index.js';
import { Worker } from '../processes/worker.js';
import type { SandboxAnswers } from './sandbox.js';

/** The state of the platform: healthy, with a fault, or unreachable. */
export interface PlatformState {
  readonly title: string;
  readonly fault?: SandboxFault;
  readonly isRefusing?: boolean;
}

/** The sandbox in a separate process. */
export interface RunningPlatform {
  readonly url: string;
  /** When each call was received, in milliseconds since 1970. */
  readonly calls: () => Promise<number[]>;
}

const WELL: PlatformState = { title: 'answers at once' };

/** Runs a platform for the duration of a callback. */
export function withPlatform<Result>(
  use: (platform: RunningPlatform) => Promise<Result>,
  { fault, isRefusing = false }: PlatformState = WELL,
): Promise<Result> {
  const file = new URL('sandbox.js', import.meta.url);
  return Worker.use<SandboxAnswers, Result>(file, { place: 'load' }, async (sandbox) => {
    const url = await sandbox.ask('start', fault);
    if (isRefusing) await sandbox.ask('refuse');
    return use({ url, calls: () => sandbox.ask('calls') });
  });
}
