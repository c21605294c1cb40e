// The thread of blocking-sender.ts: it makes one request, and says what came of it.
import { workerData } from 'node:worker_threads';
import axios from 'axios';
import { requestHeaders } from '../platforms/request-headers.js';
import { UNREACHABLE, type BlockingRequest } from './blocking-request.js';

const request = workerData as BlockingRequest;

send(request).then(tell, () => tell(UNREACHABLE));

async function send({ url, apiKey, body, timeout }: BlockingRequest): Promise<number> {
  const { status } = await axios.post(url, body, {
    headers: requestHeaders(apiKey),
    // It takes whole milliseconds only.
    signal: AbortSignal.timeout(Math.ceil(timeout)),
    validateStatus: () => true,
    // A redirect would carry the key to another host.
    maxRedirects: 0,
    // The status says it all.
    responseType: 'stream',
  });
  return status;
}

function tell(status: number): void {
  const cell = new Int32Array(request.answer);
  Atomics.store(cell, 0, status);
  Atomics.notify(cell, 0);
}
