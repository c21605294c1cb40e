import { Worker } from 'node:worker_threads';
import type { Message } from '../../../alerts/message.js';
import { fullNames, ownAddresses } from '../network/host-names.js';
import { messageUrl } from '../../opsgenie/endpoints.js';
import { proxyFor, proxyHeaders } from '../proxy/environment-proxy.js';
import { requestHeaders } from '../../opsgenie/request-headers.js';
import type { BlockingRequest, BlockingRequests } from './blocking-request.js';
import { WORKER_PROGRAM } from './worker-program.js';

/** Where messages go. */
export interface BlockingTarget {
  readonly baseUrl: string;
  readonly apiKey: string;
}

/** What the platform answers when it takes a message. */
const ACCEPTED = 202;

/**
 * Sends messages and waits for the answers, while everything else in the process stands still. Only for a process that ends: Node
 * runs nothing asynchronous any more then.
 *
 * A second thread makes the requests. Unlike a second process it needs no right to start programs, and the key stays in this one. It is
 * started before it is needed, for on a busy machine a start takes seconds; until then it costs about 11 MB.
 */
export class BlockingSender {
  readonly #target: BlockingTarget;
  #worker: Worker | undefined;

  constructor(target: BlockingTarget) {
    this.#target = target;
  }

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
   * Sends all messages at once.
   *
   * @param timeout - how long it may take in all, in milliseconds
   * @returns for each message whether the platform accepted it; never throws
   */
  send(messages: readonly Message[], timeout: number): readonly boolean[] {
    const deadline = performance.now() + timeout;
    try {
      this.start();
      const worker = this.#worker;
      if (worker === undefined) return messages.map(() => false);
      const answers = new SharedArrayBuffer((messages.length + 1) * Int32Array.BYTES_PER_ELEMENT);
      const requests = messages.map((message) => this.#request(message));
      const order: BlockingRequests = { requests, timeout, answers };
      worker.postMessage(order, []);
      const cells = new Int32Array(answers);
      for (let ended = 0; ended < messages.length; ended = Atomics.load(cells, 0)) {
        const rest = deadline - performance.now();
        if (rest <= 0) break;
        Atomics.wait(cells, 0, ended, rest);
      }
      return messages.map((_message, index) => Atomics.load(cells, index + 1) === ACCEPTED);
    } catch {
      return messages.map(() => false);
    }
  }

  /** Ends the thread. */
  stop(): void {
    void this.#worker?.terminate();
    this.#worker = undefined;
  }

  #request(message: Message): BlockingRequest {
    const { apiKey, baseUrl } = this.#target;
    const url = messageUrl(baseUrl, message);
    const target = new URL(url);
    const proxy = proxyFor(target);
    const host = proxy?.hostname ?? target.hostname.replace(/^\[(.*)\]$/, '$1');
    return {
      url,
      headers: requestHeaders(apiKey),
      body: JSON.stringify(message.payload),
      proxy,
      proxyHeaders: proxy === undefined ? {} : proxyHeaders(proxy),
      addresses: ownAddresses(host),
      names: fullNames(host),
    };
  }
}
