import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import type { Application } from '../applications/application.js';
import { pinned } from '../processes/pinning.js';
import type { LoadGenerator } from './load-generator.js';

const execute = promisify(execFile);

/** The measurement of one second of load. */
export interface Slice {
  readonly requestsPerSecond: number;
  /** The 99th percentile of the time until an answer, in milliseconds. */
  readonly p99: number;
  /** CPU time of the server per request, in microseconds. */
  readonly cpuPerRequest: number;
  /** Broken connections and requests without an answer in time. */
  readonly errors: number;
}

/** Two consecutive slices, so that the machine was in the same state for both. */
export interface Pair {
  readonly base: Slice;
  readonly variant: Slice;
}

const SLICE_SECONDS = 1;

/** Loads two applications alternately. The order alternates as well, so that drift affects both equally. */
export async function takePairs(
  base: Application,
  variant: Application,
  { path, load, count, warmUpSeconds }: { path: string; load: LoadGenerator; count: number; warmUpSeconds: number },
): Promise<Pair[]> {
  for (const application of [base, variant]) await takeSlice(application, path, load, warmUpSeconds);
  const pairs: Pair[] = [];
  for (let index = 0; index < count; index++) {
    const baseFirst = index % 2 === 0;
    const early = await takeSlice(baseFirst ? base : variant, path, load, SLICE_SECONDS);
    const late = await takeSlice(baseFirst ? variant : base, path, load, SLICE_SECONDS);
    pairs.push(baseFirst ? { base: early, variant: late } : { base: late, variant: early });
  }
  return pairs;
}

async function takeSlice(
  { url, cpuTime }: Application,
  path: string,
  load: LoadGenerator,
  seconds: number,
): Promise<Slice> {
  const [program = '', ...options] = pinned('load', load.command(`${url}/${path}`, seconds));
  const before = await cpuTime();
  const { stdout } = await execute(program, options);
  const used = (await cpuTime()) - before;
  const { requests, requestsPerSecond, p99, errors } = load.read(stdout);
  if (requests === 0) throw new Error(`Not one request to /${path} was answered: ${errors} errors.`);
  return { requestsPerSecond, p99, cpuPerRequest: used / requests, errors };
}
