import type { Message } from '../../alerts/message.js';
import { counted, formatCount } from '../../text/count.js';
import type { Log } from '../../text/log.js';
import { RepeatLimit } from '../../text/repeat-limit.js';
import { PRIORITIES, type Priority } from '../../text/priority.js';
import type { Clock, Timer } from '../../time/clock.js';
import { formatDuration } from '../../time/duration.js';

/** How far the rate limit delays messages. */
export interface ThrottleFacts {
  readonly waiting: number;
  /** About how long the last of them will have waited, in milliseconds. */
  readonly delay: number;
  /** How many messages may be sent at once, … */
  readonly burst: number;
  /** … and how many in a minute after that. */
  readonly perMinute: number;
}

/** Composes the alert that reports the throttling; `undefined` for none. */
export type OnThrottled = (facts: ThrottleFacts) => Message | undefined;

/** What waits in the queue. */
export interface WaitingMessages {
  readonly count: number;
  /** How long the oldest has waited, in milliseconds. */
  readonly oldest: number;
  readonly byPriority: ReadonlyMap<Priority, number>;
}

/** Dependencies of {@link ThrottleNotice}. */
interface ThrottleNoticeParts {
  readonly burst: number;
  readonly perMinute: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly onThrottled: OnThrottled | undefined;
  readonly waiting: () => WaitingMessages;
  /** Whether messages of an alias wait or are being sent. */
  readonly isQueued: (alias: string) => boolean;
  /** Sends a message that bypasses the rate limit. */
  readonly sendExempt: (message: Message) => void;
}

/** A throttling that is under way. */
interface Throttling {
  /** Was raised, and is closed when the throttling ends. */
  alert: Message | undefined;
  timer: Timer | undefined;
  /** How many messages were sent late, and how late the latest was, in milliseconds. */
  sent: number;
  latest: number;
}

const MINUTE = 60_000;

/** Reports that the rate limit delays messages: at once, each minute, and when it is over, which closes its alert. */
export class ThrottleNotice {
  readonly #parts: ThrottleNoticeParts;
  readonly #logged = new RepeatLimit();
  #throttling: Throttling | undefined;

  constructor(parts: ThrottleNoticeParts) {
    this.#parts = parts;
  }

  /** Whether the rate limit is currently delaying messages. */
  get throttled(): boolean {
    return this.#throttling !== undefined;
  }

  /** The rate limit delays messages. */
  begin(waiting: number): void {
    if (this.throttled) return;
    const { burst, clock, log, perMinute, sendExempt } = this.#parts;
    // Set the state first: the alert itself passes through the outbox.
    const throttling: Throttling = { alert: undefined, timer: undefined, sent: 0, latest: 0 };
    this.#throttling = throttling;
    const delay = (waiting / perMinute) * MINUTE;
    // Where the rate is near the limit, it comes and goes. Each time has its alert.
    if (this.#logged.admits('throttled', clock.now()))
      log.warn(
        `${counted(waiting, 'alert message')} ${waiting === 1 ? 'is' : 'are'} delayed by about ${formatDuration(delay)} ` +
          `(limit: ${burst} at once, ${perMinute} a minute). The most urgent are sent first, P1 immediately. ` +
          'Raise `delivery.perMinute`, or make the rules less sensitive.',
      );
    throttling.alert = this.#alert({ waiting, delay, burst, perMinute });
    if (throttling.alert === undefined) return;
    sendExempt(throttling.alert);
    this.#noteLater(throttling);
  }

  /** A message is sent that was delayed. @param waited milliseconds */
  sent(waited: number): void {
    if (this.#throttling === undefined) return;
    this.#throttling.sent++;
    this.#throttling.latest = Math.max(this.#throttling.latest, waited);
  }

  /** The rate is back below the limit. */
  end(): void {
    const throttling = this.#throttling;
    if (throttling === undefined) return;
    this.stop();
    this.#throttling = undefined;
    const { alert, latest, sent } = throttling;
    if (alert === undefined) return;
    const { alias, priority } = alert;
    const all =
      sent === 1 ? 'The delayed alert message was sent' : `All ${formatCount(sent)} delayed alert messages were sent`;
    const note =
      sent === 0
        ? 'Alerts are no longer delayed.'
        : `${all}, ${sent === 1 ? '' : 'the latest '}${formatDuration(latest)} late.`;
    this.#parts.sendExempt({ type: 'close', alias, priority, payload: { note } });
  }

  /** Adds no more notes. */
  stop(): void {
    this.#throttling?.timer?.cancel();
  }

  #noteLater(throttling: Throttling): void {
    throttling.timer = this.#parts.clock.after(MINUTE, () => {
      if (throttling.alert === undefined) return;
      const { alias, priority } = throttling.alert;
      const { byPriority, count, oldest } = this.#parts.waiting();
      const shares = PRIORITIES.flatMap((each) => {
        const share = byPriority.get(each) ?? 0;
        return share === 0 ? [] : [`${formatCount(share)} x ${each}`];
      });
      const note = `${counted(count, 'alert message')} still waiting, the oldest for ${formatDuration(oldest)}: ${shares.join(', ')}.`;
      // While the platform takes nothing, outdated notes would pile up: notes are never merged.
      if (count > 0 && !this.#parts.isQueued(alias))
        this.#parts.sendExempt({ type: 'note', alias, priority, payload: { note } });
      this.#noteLater(throttling);
    });
  }

  #alert(facts: ThrottleFacts): Message | undefined {
    try {
      return this.#parts.onThrottled?.(facts);
    } catch {
      // The log line has already reported it.
      return undefined;
    }
  }
}
