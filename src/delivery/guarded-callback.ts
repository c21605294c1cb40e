import { AsyncLocalStorage } from 'node:async_hooks';
import type { Log } from '../text/log.js';

/** What a {@link GuardedCallback} needs. */
export interface GuardedCallbackParts<Arguments extends readonly unknown[]> {
  /** The option that gave it, for the log: `delivery.onDropped`. */
  readonly name: string;
  readonly callback: (...given: Arguments) => unknown;
  /** One that does not throw. */
  readonly log: Log;
  /** Makes text fit for the log: what a callback throws often names the address of the second channel, key included. */
  readonly safe: (text: string) => string;
  /** Is told that the callback threw or rejected, after the log. */
  readonly failed?: (...given: Arguments) => void;
}

/** A function of the application, whose failure must not become ours. */
export class GuardedCallback<Arguments extends readonly unknown[]> {
  readonly #parts: GuardedCallbackParts<Arguments>;
  readonly #within = new AsyncLocalStorage<true>();

  constructor(parts: GuardedCallbackParts<Arguments>) {
    this.#parts = parts;
  }

  /** Whether the running code was called by it: what it does must not lead to another call, or there would be no end. */
  get isWithin(): boolean {
    return this.#within.getStore() === true;
  }

  /** Never throws. */
  call(...given: Arguments): void {
    const { callback, failed, log, name, safe } = this.#parts;
    const fail = (error: unknown): void => {
      log.error(`\`${name}\` failed (${safe(messageOf(error))}).`);
      failed?.(...given);
    };
    try {
      // An async function fits the type as well, and its rejection would end the application.
      const returned: unknown = this.#within.run(true, () => callback(...given));
      // Not `Promise.resolve(returned)`: a promise with a `then` of its own would be given back as it is.
      new Promise((resolve) => resolve(returned)).catch(fail);
    } catch (error) {
      fail(error);
    }
  }
}

/** What an error says; its type where that cannot be read. */
function messageOf(error: unknown): string {
  try {
    const message: unknown = error instanceof Error ? error.message : undefined;
    return typeof message === 'string' ? message : typeof error;
  } catch {
    return typeof error;
  }
}
