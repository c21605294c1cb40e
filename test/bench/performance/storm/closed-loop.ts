import { Agent, get } from 'node:http';

/** A number of requests, as fast as the server handles them. */
export interface ClosedLoop {
  readonly url: string;
  /** Used alternately. */
  readonly paths: readonly string[];
  readonly count: number;
}

const CONNECTIONS = 32;

/** @returns the number of 500 responses */
export async function runClosedLoop({ url, paths, count }: ClosedLoop): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let next = 0;
  let failed = 0;
  const connection = async (): Promise<void> => {
    while (next < count) {
      const path = paths[next++ % paths.length];
      if ((await statusOf(`${url}/${path}`, agent)) === 500) failed++;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  agent.destroy();
  return failed;
}

function statusOf(url: string, agent: Agent): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode));
    }).once('error', reject);
  });
}
