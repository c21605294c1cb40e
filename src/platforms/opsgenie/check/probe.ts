import type { Attempt, CheckFinding } from '../../platform.js';
import type { AlertPlatform } from '../alert-platforms.js';
import { describeSource, isFromPlatform } from '../answer-source.js';
import { judgeAttempt } from '../attempt-verdict.js';
import { parseAnswer } from '../platform-answer.js';
import { unreachableAdvice } from './unreachable-advice.js';

/** What stands between the application and the platform. */
export interface Obstacle {
  readonly finding: Exclude<CheckFinding, 'ready'>;
  /** What happened, and what to do, as sentences that follow "…: ". */
  readonly problem: string;
  readonly status?: number | undefined;
}

/**
 * Reads the answer to a request whose only purpose is the key. The platform checks the key first, so an answer about the rest of the
 * request (400, 404, 422) accepts it.
 *
 * @param wall milliseconds since 1970
 * @returns `undefined` if the key is accepted
 */
export function obstacleIn(attempt: Attempt, address: string, wall: number): Obstacle | undefined {
  if (attempt.kind === 'unreachable') {
    const problem = `${address} cannot be reached: ${attempt.reason}. ${unreachableAdvice(attempt.reason, address)}`;
    return { finding: 'unreachable', problem };
  }
  const { status, headers } = attempt;
  const answer = parseAnswer(attempt.body);
  const verdict = judgeAttempt(attempt, wall);
  if (verdict.kind === 'rateLimited') {
    const pause = verdict.wait === undefined ? 'in a minute' : `in ${Math.ceil(verdict.wait / 1_000)} s`;
    const problem = `too many requests (${verdict.reason}), so the key was not checked. Try again ${pause}.`;
    return { finding: 'rateLimited', problem, status };
  }
  if (!isFromPlatform(status, answer)) {
    const source = describeSource(status, headers, answer).replace(/: is `baseUrl` right\?$/, '');
    return {
      finding: 'intercepted',
      problem: `${source} (status ${status}). ${interceptedAdvice(status, address)}`,
      status,
    };
  }
  if (verdict.kind === 'unavailable') {
    const problem = `it is not available now (${verdict.reason}). Nothing is wrong on this side: alerts are queued and retried. Try again later.`;
    return { finding: 'unavailable', problem, status };
  }
  if (verdict.kind === 'keyRefused') {
    const finding = status === 403 ? 'notAllowed' : 'keyRefused';
    return { finding, problem: `it refuses the key (${verdict.reason}). ${verdict.advice}`, status };
  }
  return undefined;
}

function interceptedAdvice(status: number, address: string): string {
  if (status === 407) return '';
  return `Let requests to ${address} pass there, exclude it from the proxy with NO_PROXY, or correct \`baseUrl\`.`;
}

const NAMES: readonly AlertPlatform[] = ['opsgenie', 'opsgenie-eu', 'jsm'];

/** The platform that a sandbox of this package plays; `undefined` if none answered. */
export function sandboxOf(attempt: Attempt): AlertPlatform | undefined {
  const name = attempt.kind === 'answered' ? attempt.headers['x-sandbox-platform'] : undefined;
  return NAMES.find((platform) => platform === name);
}
