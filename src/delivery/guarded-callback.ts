import { AsyncLocalStorage } from 'node:async_hooks';
import type { Log } from '../text/log.js';

/** Dependencies of {@link GuardedCallback}. */
interface GuardedCallbackParts<Arguments extends readonly unknown[]> {
  /** The option's name, for the log: `delivery.onDropped`. */
  readonly name: string;
  readonly callback: (...given: Arguments) => unknown;
  /** Must not throw. */
  readonly log: Log;
  /** Redacts text for the log: errors of a callback often contain the URL of the second channel, including its key. */
  readonly safe: (text: string) => string;
  /** Called after the callback threw or rejected and the error was logged. */
  readonly failed?: (...given: Arguments) => void;
}

/** Calls a function of the application and contains its failures. */
export class GuardedCallback<Arguments extends readonly unknown[]> {
  readonly #parts: GuardedCallbackParts<Arguments>;
  readonly #within = new AsyncLocalStorage<true>();

  constructor(parts: GuardedCallbackParts<Arguments>) {
    this.#parts = parts;
  }

  /** Whether the current code runs inside the callback. It must not cause another call, which could recurse without end. */
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
      // An async function also fits the type; its unhandled rejection would end the application.
      const returned: unknown = this.#within.run(true, () => callback(...given));
      // Not `Promise.resolve(returned)`: it would return a promise with an overridden `then` unchanged.
      new Promise((resolve) => resolve(returned)).catch(fail);
    } catch (error) {
      fail(error);
    }
  }
}

/** The message of an error; its type if the message is unreadable. */
function messageOf(error: unknown): string {
  try {
    const message: unknown = error instanceof Error ? error.message : undefined;
    return typeof message === 'string' ? message : typeof error;
  } catch {
    return typeof error;
  }
}
