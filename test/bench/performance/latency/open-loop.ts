import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** A constant rate of requests, alternating over several paths. */
export interface OpenLoop {
  readonly url: string;
  readonly paths: readonly string[];
  /** For all paths together. */
  readonly requestsPerSecond: number;
  readonly seconds: number;
}

/** The timeout of a request, in milliseconds. */
const PATIENCE = 10_000;

/**
 * Sends each request when it is due, whether the earlier ones were answered or not, like users: a slow server does not reduce its
 * load, and so cannot hide its latency.
 *
 * @returns for each path, the durations of its requests from the time when they were due, in milliseconds
 */
export async function runOpenLoop({ url, paths, requestsPerSecond, seconds }: OpenLoop): Promise<number[][]> {
  const agent = new Agent({ keepAlive: true });
  const interval = 1_000 / requestsPerSecond;
  const count = Math.round(requestsPerSecond * seconds);
  const startedAt = performance.now();
  const latencies = paths.map((): Promise<number>[] => []);
  for (let index = 0; index < count; index++) {
    const dueAt = startedAt + index * interval;
    const wait = dueAt - performance.now();
    if (wait > 0) await sleep(wait);
    const turn = index % paths.length;
    latencies[turn]?.push(latencyOf(`${url}/${paths[turn]}`, agent, dueAt));
  }
  const result = await Promise.all(latencies.map((ofPath) => Promise.all(ofPath)));
  agent.destroy();
  return result;
}

/** Never rejects: a request without an answer counts with the timeout. */
function latencyOf(url: string, agent: Agent, dueAt: number): Promise<number> {
  return new Promise((resolve) => {
    get(url, { agent, timeout: PATIENCE }, (response) => {
      response.resume().once('end', () => resolve(performance.now() - dueAt));
    })
      .once('timeout', () => resolve(PATIENCE))
      .once('error', () => resolve(PATIENCE));
  });
}
