import type { CompiledRule } from '../rules/compiled-rule.js';
import type { ObservedOutcome } from '../rules/outcome.js';

/** A run that ended with an error. */
interface Failure {
  readonly operation: string;
  /** Monotonic milliseconds. */
  readonly at: number;
}

/**
 * Finds runs that fail only because a run inside them failed and they pass its error on: a command of a request, say. For rules of the
 * module, which count both, one error is one incident: that of the inner run, which is nearer to the cause.
 */
export class PassedErrors {
  readonly #failures = new WeakMap<object, Failure>();
  #hasAny = false;

  /**
   * Looks whether a run inside this one has reported its error already; if not, notes the error for the runs around this one.
   *
   * @param now monotonic milliseconds
   */
  cover(rule: CompiledRule, { kind, errors, startedAt }: ObservedOutcome, operation: string, now: number): boolean {
    // Nothing runs around a request, so without other runs there is nothing to look for.
    if (kind === 'http' && !this.#hasAny) return false;
    if (rule.isOfModule !== true || !rule.readsErrors || rule.policy.measure.type !== 'count') return false;
    const error = errors[0];
    if (typeof error !== 'object' || error === null) return false;
    const failure = this.#failures.get(error);
    // An error that is thrown again and again, as a constant may be, was not reported by a run inside this one. Not by the duration: a
    // request is reported some time after its answer, and a job when its queue says what became of it.
    if (failure !== undefined && failure.operation !== operation && failure.at >= (startedAt ?? now)) return true;
    if (kind === 'http') return false;
    this.#hasAny = true;
    this.#failures.set(error, { operation, at: now });
    return false;
  }
}
