import type { AlertContext } from '../../rules/alert-shape.js';
import { describeError } from '../text/error-description.js';
import { errorHeadline } from '../text/error-text.js';
import { isObject, readProperty } from '../../text/guarded-read.js';

/** A function in the place of a value. What it gives is checked when it is called. */
type Provider = (context: AlertContext) => unknown;

/**
 * Finds the values of the fields that may be functions. What such a function does wrong costs the alert that field and no more,
 * and is told once per field: an alert must go out in any case, and a storm of alerts must not become a storm of warnings.
 */
export class Resolver {
  readonly #warn: (message: string) => void;
  readonly #warned = new Set<string>();

  constructor(warn: (message: string) => void) {
    this.#warn = warn;
  }

  /**
   * @param field what the value is called in a warning
   * @param accept gives the value in its proper form, or `undefined` when it is of no use
   * @returns `undefined` when there is no value, or none of use
   */
  resolve<T>(
    field: string,
    value: unknown,
    context: AlertContext,
    accept: (value: unknown) => T | undefined,
  ): T | undefined {
    const resolved = typeof value === 'function' ? this.#call(field, value as Provider, context) : value;
    if (resolved === undefined || resolved === null) return undefined;
    const accepted = isPromise(resolved) ? undefined : accept(resolved);
    if (accepted === undefined)
      this.#complain(field, isPromise(resolved) ? 'gave a promise, give the value itself' : 'is of the wrong type');
    return accepted;
  }

  #call(field: string, provide: Provider, context: AlertContext): unknown {
    try {
      const result = provide(context);
      // Nobody would catch the rejection of an async function, and an unhandled one ends the process.
      if (isPromise(result)) Promise.resolve(result).catch(() => undefined);
      return result;
    } catch (error) {
      this.#complain(field, `threw ${errorHeadline(describeError(error))}`);
      return undefined;
    }
  }

  #complain(field: string, what: string): void {
    if (this.#warned.has(field)) return;
    this.#warned.add(field);
    try {
      this.#warn(`The alert's \`${field}\` ${what}. The alert goes out with the default; this is said once.`);
    } catch {
      return; // the logger is the application's own, and may be what is broken
    }
  }
}

function isPromise(value: unknown): boolean {
  return isObject(value) && typeof readProperty(value, 'then') === 'function';
}
