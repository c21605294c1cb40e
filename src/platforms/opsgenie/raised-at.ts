import { isRecord } from '../../text/guarded-read.js';
import type { Attempt } from '../platform.js';
import { parseObject } from './platform-answer.js';

/**
 * Reads from the answer to "Get Alert" (Opsgenie, Alert API) when it was last raised, in milliseconds since 1970; `undefined` if it is
 * closed, or if the answer does not say.
 */
export function readRaisedAt(attempt: Attempt): number | undefined {
  if (attempt.kind !== 'answered' || attempt.status !== 200) return undefined;
  const body = parseObject(attempt.body);
  const data = body !== undefined && isRecord(body['data']) ? body['data'] : body;
  if (data === undefined || data['status'] === 'closed') return undefined;
  const { lastOccurredAt } = data;
  const time = typeof lastOccurredAt === 'string' ? Date.parse(lastOccurredAt) : NaN;
  return Number.isNaN(time) ? undefined : time;
}
