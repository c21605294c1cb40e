import { readProperty } from '../../../text/guarded-read.js';

/** Errors by which a processor of BullMQ gives a job back: it has not failed, and its worker reports nothing. */
const CONTROL_ERRORS: readonly unknown[] = ['DelayedError', 'WaitingError', 'WaitingChildrenError'];
const RATE_LIMIT = 'bullmq:rateLimitExceeded';

/** Whether an error gives a job back to its queue. By name, as BullMQ itself tells them apart: there may be several copies of it. */
export function isControlError(error: unknown): boolean {
  return CONTROL_ERRORS.includes(readProperty(error, 'name')) || readProperty(error, 'message') === RATE_LIMIT;
}

/** Whether a failed job is over. Both libraries set the time of its end when no attempt is left. */
export function isFinal(job: unknown): boolean {
  // A job that was removed when it failed is not there any more.
  return typeof job !== 'object' || job === null || typeof readProperty(job, 'finishedOn') === 'number';
}

/**
 * How long a job was due before its first attempt began, in milliseconds; `undefined` for later attempts, which wait on purpose. The
 * clocks of two processes may differ, so it can be wrong by that much.
 */
export function waitOf(job: unknown): number | undefined {
  // BullMQ counts starts as well: a job that is given back has made no attempt yet.
  const starts = readProperty(job, 'attemptsStarted');
  const isFirst = typeof starts === 'number' && starts > 0 ? starts === 1 : readProperty(job, 'attemptsMade') === 0;
  const startedAt = readProperty(job, 'processedOn');
  const addedAt = readProperty(job, 'timestamp');
  if (!isFirst || typeof startedAt !== 'number' || typeof addedAt !== 'number') return undefined;
  // Not `job.delay`: that is 0 once the job is due.
  const delay = readProperty(readProperty(job, 'opts'), 'delay');
  return Math.max(0, startedAt - addedAt - (typeof delay === 'number' ? delay : 0));
}
