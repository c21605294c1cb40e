import type { Message } from '../../alerts/message.js';
import { isRecord } from '../../text/guarded-read.js';
import { truncate } from '../../text/text-cut.js';
import { parseObject } from './platform-answer.js';
import type { Attempt, Confirmation } from '../platform.js';

/** In characters; known reasons fit on one line. */
const LONGEST_REASON = 300;

const SILENT = 'The platform gave no reason.';

/**
 * Reads the answer to "Get Request Status" (Opsgenie, Alert API). Its 404 means "not processed yet". Jira Service Management may
 * have the fields at the top level.
 */
export function readRequestOutcome(attempt: Attempt, type: Message['type']): Confirmation {
  if (attempt.kind !== 'answered' || attempt.status !== 200) return { kind: 'unknown' };
  const body = parseObject(attempt.body);
  const data = body !== undefined && isRecord(body['data']) ? body['data'] : body;
  const success = data?.['isSuccess'] ?? data?.['success'];
  if (typeof success !== 'boolean') return { kind: 'unknown' };
  const status = data?.['status'];
  const reason = typeof status === 'string' && status !== '' ? truncate(status, LONGEST_REASON) : SILENT;
  return success || isAlreadySo(reason, type) ? { kind: 'done' } : { kind: 'failed', reason };
}

/** Closing a closed alert or acknowledging an acknowledged one is not a failure: the desired state is reached. */
function isAlreadySo(reason: string, type: Message['type']): boolean {
  if (type === 'close') return /no open alert|does not exist|already/i.test(reason);
  return type === 'acknowledge' && /already/i.test(reason);
}
