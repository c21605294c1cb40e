import { errorMessage, isErrorLike } from '../text/error-name.js';
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

/** What a bad outcome is attributed to: its error, its status, or its duration. */
export function causeOf(outcome: ObservedOutcome, names: ErrorNames): Cause {
  const { operation, errors, durationMs, http } = outcome;
  const status = http?.status;
  const [error] = errors;
  const what =
    errors.length > 0
      ? names.ofError(error)
      : status !== undefined && status >= 400
        ? ''
        : http?.aborted === true
          ? 'no answer'
          : durationMs === undefined
            ? 'failed'
            : 'slow';
  const message = messageOf(error);
  const key = [what, status, operation, withPlaceholders(cutAt(message, COMPARED))].join('\n');
  return { key, what, status, operation, message };
}

function messageOf(error: unknown): string {
  const message = typeof error === 'string' ? error : isErrorLike(error) ? errorMessage(error) : '';
  return cutAt(message, KEPT);
}
