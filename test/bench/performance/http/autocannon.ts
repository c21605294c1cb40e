import { fileURLToPath } from 'node:url';

import { peerFile } from '../peers.js';
import { CONNECTIONS, type LoadGenerator } from './load-generator.js';

interface Result {
  readonly requests: { readonly total: number };
  /** Seconds. */
  readonly duration: number;
  readonly errors: number;
  /** Milliseconds. */
  readonly latency: { readonly p99: number };
}

/** For machines without wrk. It can be a bottleneck for a fast server, which makes the ratios look better. */
export const autocannon: LoadGenerator = {
  name: 'autocannon',
  command: (url, seconds) => [
    process.execPath,
    fileURLToPath(peerFile('node_modules/autocannon/autocannon.js')),
    '--connections',
    `${CONNECTIONS}`,
    '--duration',
    `${seconds}`,
    '--json',
    url,
  ],
  read: (output) => {
    const { requests, duration, errors, latency } = JSON.parse(output) as Result;
    const requestsPerSecond = requests.total / duration;
    return { requests: requests.total, requestsPerSecond, p99: latency.p99, errors };
  },
};
