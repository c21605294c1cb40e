import 'reflect-metadata';

import { answer } from '../processes/answer.js';
import { spreadOf, type Spread } from '../statistics.js';
import type { Call } from './called-application.js';
import { startApplication, type EntryPointName } from './entry-points.js';

/** What a call costs with and without the module. */
export interface RunCost {
  /** Nanoseconds of a call without the module. */
  readonly bare: Spread;
  /** Nanoseconds that the module adds. */
  readonly added: Spread;
}

const BATCHES = 40;

const answers = {
  /** Calls the same method of two applications in turns, one of which imports the module. */
  async measure(name: EntryPointName, count: number): Promise<RunCost> {
    const bare = await startApplication(false);
    const observed = await startApplication(true);
    const batch = Math.ceil(count / BATCHES);
    await timeOf(bare.calls[name], count);
    await timeOf(observed.calls[name], count);
    const times: number[] = [];
    const differences: number[] = [];
    for (let index = 0; index < BATCHES; index++) {
      const without = await timeOf(bare.calls[name], batch);
      times.push(without);
      differences.push((await timeOf(observed.calls[name], batch)) - without);
    }
    await Promise.all([bare.close(), observed.close()]);
    return { bare: spreadOf(times), added: spreadOf(differences) };
  },

  /** What reading the clock costs, which no observer can do without: nanoseconds of two readings. */
  async clock(count: number): Promise<number> {
    const read: Call = () => void performance.now();
    await timeOf(read, count);
    return 2 * (await timeOf(read, count));
  },
};

export type RunsAnswers = typeof answers;

/** Nanoseconds a call. Only calls that return a promise are waited for. */
async function timeOf(call: Call, count: number): Promise<number> {
  const startedAt = performance.now();
  for (let index = 0; index < count; index++) {
    const result = call();
    if (result instanceof Promise) await result;
  }
  return ((performance.now() - startedAt) * 1_000_000) / count;
}

answer(answers);
