import { randomUUID } from 'node:crypto';
import { type Answer, complete, failure } from '../http/answer.js';
import type { Reply } from '../http/http-listener.js';
import type { RateLimitFault, SandboxFault, StatusFault } from './sandbox-fault.js';

/**
 * The response that a client receives under a fault.
 *
 * @param answer processes the request and returns the real response
 */
export function replyUnderFault(
  fault: SandboxFault | undefined,
  answer: (integrationDisabled: boolean) => Answer,
): Reply {
  if (fault === undefined) return { send: answer(false) };
  if ('silent' in fault) return 'silence';
  if ('status' in fault) return { send: complete(statusAnswer(fault), randomUUID(), 0) };
  if ('rateLimited' in fault) return { send: complete(rateLimitAnswer(fault), randomUUID(), 0) };
  if ('integrationDisabled' in fault) return { send: answer(true) };
  if (!('drop' in fault)) return { send: answer(false) };
  if (fault.drop === 'before') return 'drop';
  const lost = answer(false);
  return fault.drop === 'after' ? 'drop' : { breakOff: lost };
}

function statusAnswer({ status, body, headers }: StatusFault): Answer {
  return { ...failure(status), ...(body === undefined ? {} : { body }), headers };
}

function rateLimitAnswer({ rateLimited }: RateLimitFault): Answer {
  const { retryAfterSeconds, retryAt, periodInSeconds } = rateLimited;
  const retryAfter = retryAt?.toUTCString() ?? retryAfterSeconds?.toString();
  return {
    ...failure(429),
    headers: {
      'X-RateLimit-State': 'THROTTLED',
      'X-RateLimit-Reason': 'ACCOUNT',
      ...(periodInSeconds === undefined ? {} : { 'X-RateLimit-Period-In-Sec': String(periodInSeconds) }),
      ...(retryAfter === undefined ? {} : { 'Retry-After': retryAfter }),
    },
  };
}
