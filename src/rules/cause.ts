import { errorMessage, isErrorLike, textProperty } from '../text/error-name.js';
import { withPlaceholders } from '../text/placeholders.js';
import { cutAt } from '../text/text-cut.js';
import type { ErrorNames } from './error-names.js';
import type { ObservedOutcome } from './outcome.js';

/** Of a message, this much tells causes apart. It bounds the time that every bad sample takes. UTF-16 units. */
const COMPARED = 200;
/** Of a message, this much is kept: more than is shown, so that no secret is cut in half before it is hidden. UTF-16 units. */
const KEPT = 1_000;

/** What a bad outcome is attributed to. */
export interface Cause {
  /** Equal for outcomes of the same cause: class, status, operation and message, but for ids and numbers in it. */
  readonly key: string;
  /** `PaymentProviderDown`, `no answer`, `slow`; empty where only the status is known. */
  readonly what: string;
  readonly status: number | undefined;
  readonly operation: string;
  /** The message of the error, not redacted; empty if there is none. */
  readonly message: string;
}

const HEALTH_CAUSES = {
  eventLoopDelay: 'event loop blocked',
  heap: 'heap nearly full',
  instances: 'too few instances',
} as const;
const TIMING_CAUSES = { missed: 'did not start', overdue: 'did not end in time', started: '', ended: '' } as const;

/**
 * What a bad outcome is attributed to: its error, its status, or its duration.
 *
 * @param last the cause of an earlier outcome, which is returned if it is the same: making the key costs more than all else, and in an
 * outage most errors are alike
 */
export function causeOf(outcome: ObservedOutcome, names: ErrorNames, last?: Cause): Cause {
  const { operation, errors, durationMs, waitMs, health, http, timing } = outcome;
  const status = http?.status;
  const [error] = errors;
  const what =
    errors.length > 0
      ? names.ofError(error)
      : status !== undefined && status >= 400
        ? ''
        : http?.aborted === true
          ? 'no answer'
          : timing !== undefined
            ? TIMING_CAUSES[timing.state]
            : health !== undefined
              ? HEALTH_CAUSES[health.signal]
              : durationMs === undefined
                ? waitMs === undefined
                  ? 'failed'
                  : 'waited too long'
                : 'slow';
  const message = messageOf(error);
  if (last?.message === message && last.what === what && last.status === status && last.operation === operation)
    return last;
  const key = [what, status, operation, withPlaceholders(cutAt(message, COMPARED))].join('\n');
  return { key, what, status, operation, message };
}

function messageOf(error: unknown): string {
  if (typeof error === 'string') return cutAt(error, KEPT);
  // Nearly all have one, and what has one is an error: nothing else needs to be read.
  const own = typeof error === 'object' ? textProperty(error, 'message') : undefined;
  return cutAt(own ?? (isErrorLike(error) ? errorMessage(error) : ''), KEPT);
}
