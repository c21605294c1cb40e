import type { Message } from '../../alerts/message.js';
import type { Log } from '../../text/log.js';

/** Makes the alert that tells people that alerts are being held back; `undefined` for none. `held` is how many wait. */
export type OnThrottled = (waiting: number) => Message | undefined;

/** What a {@link ThrottleNotice} needs. */
export interface ThrottleNoticeParts {
  readonly perMinute: number;
  readonly log: Log;
  readonly onThrottled: OnThrottled | undefined;
  /** Sends a message past the limit. */
  readonly sendExempt: (message: Message) => void;
}

type NoticeState =
  | { readonly kind: 'quiet' }
  /** `alert` is the one that was raised, to be closed at the end. */
  | { readonly kind: 'throttled'; readonly alert: Message | undefined };

/** Says once that the rate limit holds messages back, and closes its alert when that is over. */
export class ThrottleNotice {
  readonly #parts: ThrottleNoticeParts;
  #state: NoticeState = { kind: 'quiet' };

  constructor(parts: ThrottleNoticeParts) {
    this.#parts = parts;
  }

  /** Whether messages were held back, and it is not over yet. */
  get throttled(): boolean {
    return this.#state.kind === 'throttled';
  }

  /** A message is held back. */
  begin(waiting: number): void {
    if (this.throttled) return;
    // First the state: the alert itself goes through the outbox.
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

  /** The rate has been low for long enough. */
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
      // The line in the log has said it already.
      return undefined;
    }
  }
}
