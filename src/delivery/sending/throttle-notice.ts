import type { Message } from '../../alerts/message.js';
import type { Log } from '../../text/log.js';

/** Composes the alert that reports the throttling; `undefined` for none. `waiting` counts the waiting messages. */
export type OnThrottled = (waiting: number) => Message | undefined;

/** Dependencies of {@link ThrottleNotice}. */
interface ThrottleNoticeParts {
  readonly perMinute: number;
  readonly log: Log;
  readonly onThrottled: OnThrottled | undefined;
  /** Sends a message that bypasses the rate limit. */
  readonly sendExempt: (message: Message) => void;
}

type NoticeState =
  | { readonly kind: 'quiet' }
  /** `alert` was raised and is closed when the throttling ends. */
  | { readonly kind: 'throttled'; readonly alert: Message | undefined };

/** Reports once that the rate limit delays messages, and closes its alert when that ends. */
export class ThrottleNotice {
  readonly #parts: ThrottleNoticeParts;
  #state: NoticeState = { kind: 'quiet' };

  constructor(parts: ThrottleNoticeParts) {
    this.#parts = parts;
  }

  /** Whether the rate limit is currently delaying messages. */
  get throttled(): boolean {
    return this.#state.kind === 'throttled';
  }

  /** The rate limit delays a message. */
  begin(waiting: number): void {
    if (this.throttled) return;
    // Set the state first: the alert itself passes through the outbox.
    this.#state = { kind: 'throttled', alert: undefined };
    const { log, perMinute, sendExempt } = this.#parts;
    log.warn(
      `More than ${perMinute} alert messages per minute: ${waiting === 1 ? '1 is' : `${waiting} are`} waiting. The most urgent are sent first, P1 immediately. ` +
        'Raise `delivery.perMinute`, or make the rules less sensitive.',
    );
    const alert = this.#alert(waiting);
    if (alert === undefined) return;
    this.#state = { kind: 'throttled', alert };
    sendExempt(alert);
  }

  /** The rate is back below the limit. */
  end(): void {
    if (this.#state.kind === 'quiet') return;
    const { alert } = this.#state;
    this.#state = { kind: 'quiet' };
    if (alert?.type !== 'create') return;
    const { alias, priority } = alert;
    this.#parts.sendExempt({ type: 'close', alias, priority, payload: { note: 'Alerts are no longer throttled.' } });
  }

  #alert(waiting: number): Message | undefined {
    try {
      return this.#parts.onThrottled?.(waiting);
    } catch {
      // The log line has already reported it.
      return undefined;
    }
  }
}
