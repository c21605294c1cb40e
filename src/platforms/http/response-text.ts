import type { Readable } from 'node:stream';

/** Responses of the platform are far below 1 KiB. A proxy may send anything, and all of it would be kept in memory. */
const LONGEST_BODY = 64 * 1_024;

/**
 * Reads a body as text until 64 KiB, the first error or the signal. Never rejects: the status is already known and decides the
 * outcome.
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
    // Never removed: an error after the last read would otherwise be uncaught and end the application.
    body.on('error', finish);
    signal.addEventListener('abort', finish);
    if (signal.aborted) finish();
  });
}
