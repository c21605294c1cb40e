import { Worker } from 'node:worker_threads';
import { fullNames, ownAddresses } from '../network/host-names.js';
import { proxyFor, proxyHeaders } from '../proxy/environment-proxy.js';
import type { Attempt } from '../../platform.js';
import type { HttpRequest } from '../http-request.js';
import type { BlockingRequest, BlockingRequests } from './blocking-request.js';
import { WORKER_PROGRAM } from './worker-program.js';

/**
 * Makes requests and waits for the answers, while everything else in the process stands still. Only for a process that ends: Node
 * runs nothing asynchronous any more then.
 *
 * A second thread makes the requests. Unlike a second process it needs no right to start programs, and the key stays in this one. It is
 * started before it is needed, for on a busy machine a start takes seconds; until then it costs about 11 MB.
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
        // What the application loads into each thread (`--require`, NODE_OPTIONS) would take our time.
        execArgv: [],
        env: verify === undefined ? {} : { NODE_TLS_REJECT_UNAUTHORIZED: verify },
        // Its output is not for the end of a process.
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
      // Some processes may not have threads. Without one, what cannot be sent takes the way of all that waits at the end.
    }
  }

  /**
   * Makes all requests at once.
   *
   * @param timeout - how long it may take in all, in milliseconds
   * @returns how each ended; of an answer only the status is known. Never throws.
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

/** @throws ProxyError when a variable names an unusable proxy */
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
