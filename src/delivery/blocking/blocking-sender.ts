import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Message } from '../../alerts/message.js';
import { messageUrl } from '../platforms/endpoints.js';
import { NO_ANSWER_YET, type BlockingRequest } from './blocking-request.js';

/** Where messages go. */
export interface BlockingTarget {
  readonly baseUrl: string;
  readonly apiKey: string;
}

const WORKER = new URL('./blocking-worker.js', import.meta.url);

/**
 * Sends a message and waits for the answer, while everything else in the process stands still. Only for a process that ends: Node
 * runs nothing asynchronous any more then.
 *
 * A second thread makes the request. Unlike a second process it needs no right to start programs, and the key stays in this one.
 *
 * @param timeout - how long it may take in all, in milliseconds
 * @returns whether the platform accepted it; never throws
 */
export function sendBlocking({ baseUrl, apiKey }: BlockingTarget, message: Message, timeout: number): boolean {
  // Whoever bundles an application may leave the file out, and waiting for it would be in vain.
  if (!existsSync(fileURLToPath(WORKER))) return false;
  const answer = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const cell = new Int32Array(answer);
  const url = messageUrl(baseUrl, message);
  const workerData: BlockingRequest = { url, apiKey, body: JSON.stringify(message.payload), timeout, answer };
  try {
    // What the application loads into each thread would take our time, and its output is not for the end of a process.
    const worker = new Worker(WORKER, { workerData, execArgv: [], stdout: true, stderr: true });
    worker.unref();
    Atomics.wait(cell, 0, NO_ANSWER_YET, timeout);
    return Atomics.load(cell, 0) === 202;
  } catch {
    // Without a thread the message stays where it was.
    return false;
  }
}
