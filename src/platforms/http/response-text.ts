import type { Readable } from 'node:stream';

/** The platform's answers are far below 1 KiB. A stray proxy's may be anything, and all of it would be held in memory. */
const LONGEST_BODY = 64 * 1_024;

/**
 * Reads a body as text, as far as that is possible: up to 64 KiB, up to the first error, up to the signal. Never rejects: by now
 * the status is known, and it decides.
 */
export function responseText(body: Readable, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const finish = (): void => {
      signal.removeEventListener('abort', finish);
      resolve(Buffer.concat(chunks).subarray(0, LONGEST_BODY).toString('utf8'));
      body.destroy();
    };
    body.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= LONGEST_BODY) finish();
    });
    body.on('end', finish);
    body.on('close', finish);
    // Stays for good: an error after the last read would otherwise be uncaught, and end the application.
    body.on('error', finish);
    signal.addEventListener('abort', finish);
    if (signal.aborted) finish();
  });
}
