import { refusedKeyAdvice } from './refused-key-advice.js';
import { describeSource, isFromPlatform } from './answer-source.js';
import { answerText, parseAnswer, requestIdOf, type PlatformAnswer } from './platform-answer.js';
import type { Attempt, Verdict } from '../platform.js';
import { requestedWait } from '../http/retry-after.js';

/**
 * Judges one attempt (Opsgenie, "Response": the status codes; 408 and 425 are transient by RFC 9110 and RFC 8470).
 *
 * @param wall - milliseconds since 1970, for a `Retry-After` that is a date
 */
export function judgeAttempt(attempt: Attempt, wall: number): Verdict {
  if (attempt.kind === 'unreachable') return { kind: 'unavailable', reason: attempt.reason, wait: undefined };
  const { status, headers } = attempt;
  const retryAfter = headers['retry-after'];
  // Opsgenie, "API Rate Limiting": it sends this instead of `Retry-After`.
  const period = headers['x-ratelimit-period-in-sec'];
  const answer = parseAnswer(attempt.body);
  const requestId = answer.requestId ?? requestIdOf(headers['x-request-id']);
  if (status === 202) return { kind: 'accepted', requestId };
  const words = `${status} ${answerText(answer)}`.trim();
  const isVerdict = isFromPlatform(status, answer);
  const reason = isVerdict ? words : `${words} (${describeSource(status, headers, answer)})`;
  if (status === 429) return { kind: 'rateLimited', reason, wait: requestedWait(retryAfter, wall, period) };
  // A response of an intermediary says nothing about the message, and its rate limits are not the platform's.
  if (!isVerdict) return { kind: 'unavailable', reason, wait: requestedWait(retryAfter, wall) };
  if (isTransient(status)) return { kind: 'unavailable', reason, wait: requestedWait(retryAfter, wall, period) };
  const advice = refusedKeyAdvice(status, answer);
  if (advice !== undefined) return { kind: 'keyRefused', reason, advice };
  if (status === 400 || status === 422) return { kind: 'invalid', reason, fields: namedFields(answer) };
  if (status >= 200 && status < 300) return { kind: 'accepted', requestId };
  const doubt =
    status === 404 || status === 405 ? ' (the alert API never answers with this status: check `baseUrl`)' : '';
  return { kind: 'rejected', reason: `${reason}${doubt}` };
}

function isTransient(status: number): boolean {
  return status === 408 || status === 425 || (status >= 500 && status !== 501);
}

const FIELDS = [
  'message',
  'alias',
  'description',
  'responders',
  'visibleTo',
  'actions',
  'tags',
  'details',
  'entity',
  'source',
  'priority',
  'user',
  'note',
] as const;

/** Fields by the keys of `errors` (`responders[0].name`), else by the words of the text (`Responder team does not exist`). */
function namedFields(answer: PlatformAnswer): readonly string[] {
  const keys = answer.errors.flatMap(({ field }) => (field === undefined ? [] : [field]));
  const words = keys.length > 0 ? keys : answerText(answer).split(/\W+/);
  return FIELDS.filter((field) => words.some((word) => names(word, field)));
}

function names(word: string, field: string): boolean {
  const head = /^\w+/.exec(word)?.[0].toLowerCase();
  return head !== undefined && (head === field.toLowerCase() || `${head}s` === field.toLowerCase());
}
