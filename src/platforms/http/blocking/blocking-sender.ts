import { Worker } from 'node:worker_threads';
import { fullNames, ownAddresses } from '../network/host-names.js';
import { proxyFor, proxyHeaders } from '../proxy/environment-proxy.js';
import type { Attempt } from '../../platform.js';
import type { HttpRequest } from '../http-request.js';
import type { BlockingRequest, BlockingRequests } from './blocking-request.js';
import { WORKER_PROGRAM } from './worker-program.js';

/**
 * Makes requests and blocks the process until they complete. Only for a process that is ending, when Node no longer runs anything
 * asynchronous.
 *
 * A worker thread makes the requests. Unlike a child process, it needs no permission to start programs, and the key stays in this process.
 * It is started in advance, because a start takes seconds on a busy machine; while idle it costs about 11 MB.
 */
export class BlockingSender {
  #worker: Worker | undefined;

  /** Starts the thread. It does not keep the process alive. Never throws: without one, {@link send} tries again to start it. */
  start(): void {
    if (this.#worker !== undefined) return;
    try {
      const { NODE_TLS_REJECT_UNAUTHORIZED: verify } = process.env;
      const worker = new Worker(WORKER_PROGRAM, {
        eval: true,
        // Do not load what the application preloads into each thread (`--require`, NODE_OPTIONS): it would take our time.
        execArgv: [],
        env: verify === undefined ? {} : { NODE_TLS_REJECT_UNAUTHORIZED: verify },
        // Its output is not shown at the end of a process.
        stdout: true,
        stderr: true,
      });
      worker.unref();
      const gone = (): void => {
        if (this.#worker === worker) this.#worker = undefined;
      };
      worker.on('error', gone);
      worker.on('exit', gone);
      this.#worker = worker;
    } catch {
      // Some processes may not start threads. Messages that cannot be sent are then handled like all others that wait at the end.
    }
  }

  /**
   * Makes all requests concurrently.
   *
   * @param timeout - the total time, in milliseconds
   * @returns the result of each; of a response only the status is known. Never throws.
   */
  send(requests: readonly HttpRequest[], timeout: number): readonly Attempt[] {
    const deadline = performance.now() + timeout;
    try {
      this.start();
      const worker = this.#worker;
      if (worker === undefined) return requests.map(() => NO_ANSWER);
      const answers = new SharedArrayBuffer((requests.length + 1) * Int32Array.BYTES_PER_ELEMENT);
      const order: BlockingRequests = { requests: requests.map(blockingRequest), timeout, answers };
      worker.postMessage(order, []);
      const cells = new Int32Array(answers);
      for (let ended = 0; ended < requests.length; ended = Atomics.load(cells, 0)) {
        const rest = deadline - performance.now();
        if (rest <= 0) break;
        Atomics.wait(cells, 0, ended, rest);
      }
      return requests.map((_request, index) => attemptOf(Atomics.load(cells, index + 1)));
    } catch {
      return requests.map(() => NO_ANSWER);
    }
  }

  /** Ends the thread. */
  stop(): void {
    void this.#worker?.terminate();
    this.#worker = undefined;
  }
}

const NO_ANSWER: Attempt = { kind: 'unreachable', reason: 'no answer before the process ended' };

function attemptOf(status: number): Attempt {
  return status === 0 ? NO_ANSWER : { kind: 'answered', status, headers: {}, body: '' };
}

/** @throws ProxyError if a variable names an unusable proxy */
function blockingRequest({ method, url, headers, body = '' }: HttpRequest): BlockingRequest {
  const target = new URL(url);
  const proxy = proxyFor(target);
  const host = proxy?.hostname ?? target.hostname.replace(/^\[(.*)\]$/, '$1');
  return {
    method,
    url,
    headers,
    body,
    proxy,
    proxyHeaders: proxy === undefined ? {} : proxyHeaders(proxy),
    addresses: ownAddresses(host),
    names: fullNames(host),
  };
}
