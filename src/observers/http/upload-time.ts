import type { IncomingMessage } from 'node:http';

import type { Clock } from '../../time/clock.js';
import type { RequestRecord } from './request-record.js';

/** Methods whose requests have no body that a client could send slowly. */
const WITHOUT_BODY = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The events that a consumer of a body listens for. */
const READS_BODY = new Set<string | symbol>(['data', 'readable']);

/** Notes how long a client takes to send its body, from when the application began to read it. */
export function noteBody(record: RequestRecord, request: IncomingMessage, clock: Clock): void {
  if (WITHOUT_BODY.has(record.method)) return;
  let readSince: number | undefined;
  request.on('newListener', (event: string | symbol) => {
    if (READS_BODY.has(event)) readSince ??= clock.now();
  });
  request.on('end', () => {
    if (readSince !== undefined && record.answeredAt === undefined) record.receivedInMs = clock.now() - readSince;
  });
}
