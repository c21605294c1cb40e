import type { AlertContext } from '../../rules/alert-shape.js';
import { describeError } from '../text/error-description.js';
import { errorHeadline } from '../text/error-text.js';
import { isObject, readProperty } from '../../text/guarded-read.js';

/** Names of links may be made of data, which must not fill the memory. */
const MOST_WARNINGS = 100;

/** A function used as a value. Its result is checked when it is called. */
type Provider = (context: AlertContext) => unknown;

/**
 * Resolves fields that may be functions. A function that fails costs the alert only that field. It is logged once per field, so that
 * a storm of alerts does not become a storm of warnings.
 */
export class Resolver {
  readonly #warn: (message: string) => void;
  readonly #warned = new Set<string>();

  constructor(warn: (message: string) => void) {
    this.#warn = warn;
  }

  /**
   * @param field the name of the value in a warning
   * @param accept returns the normalised value, or `undefined` if it is unusable
   * @returns `undefined` if there is no usable value
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
      this.#complain(field, isPromise(resolved) ? 'it returned a promise; return the value itself' : 'wrong type');
    return accepted;
  }

  #call(field: string, provide: Provider, context: AlertContext): unknown {
    try {
      const result = provide(context);
      // Catches the rejection of an async function: an unhandled one ends the process.
      if (isPromise(result)) Promise.resolve(result).catch(() => undefined);
      return result;
    } catch (error) {
      this.#complain(field, `it threw ${errorHeadline(describeError(error))}`);
      return undefined;
    }
  }

  #complain(field: string, what: string): void {
    if (this.#warned.has(field) || this.#warned.size >= MOST_WARNINGS) return;
    this.#warned.add(field);
    try {
      this.#warn(`Ignoring \`${field}\`: ${what}. The default is used. (Logged once.)`);
    } catch {
      return; // the application's logger may itself be broken
    }
  }
}

function isPromise(value: unknown): boolean {
  return isObject(value) && typeof readProperty(value, 'then') === 'function';
}
