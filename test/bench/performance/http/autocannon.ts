import { fileURLToPath } from 'node:url';

import { peerFile } from '../peers.js';
import { CONNECTIONS, type LoadGenerator } from './load-generator.js';

interface Result {
  readonly requests: { readonly total: number };
  /** Seconds. */
  readonly duration: number;
  readonly errors: number;
}

/** For machines without wrk. It is the bottleneck before a fast server is: the ratios come out milder. */
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
    const { requests, duration, errors } = JSON.parse(output) as Result;
    return { requests: requests.total, requestsPerSecond: requests.total / duration, errors };
  },
};
