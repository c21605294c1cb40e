import type { Message } from '../alerts/message.js';
import type { Clock, Timer } from '../time/clock.js';
import type { DeliverySettings } from './delivery-options.js';
import { GuardedCallback } from './guarded-callback.js';
import type { Log } from '../text/log.js';
import { wholeMessage } from './queue/outgoing-message.js';
import type { QueuedMessage } from './queue/queued-message.js';

/** Alerts that are reported at once. Many are due together after an outage has begun, and each call costs time of the application. */
const MOST_AT_ONCE = 20;
/** The pause before the next ones. Milliseconds. */
const PAUSE = 100;

/** What a {@link DelayWatch} needs. */
export interface DelayWatchParts {
  readonly clock: Clock;
  /** How long an alert may wait. Milliseconds. */
  readonly delayedAfter: number;
  /** How long the first attempt for an alert of an earlier process may take, before it is reported. Milliseconds. */
  readonly grace: number;
  readonly onDelayed: GuardedCallback<[alert: Message, waitedMs: number]>;
  /** The alert is about to be reported; it must not be reported again, also not by the next process. */
  readonly reported: (entry: QueuedMessage) => void;
}

/** Reports each alert once that the platform has not accepted in time, while it is still being tried. */
export class DelayWatch {
  readonly #parts: DelayWatchParts;
  /** What waits, and when it is due; monotonic milliseconds. No more than there are in the queue. */
  readonly #due = new Map<QueuedMessage, number>();
  #timer: Timer | undefined;
  #timerAt = Infinity;

  constructor(parts: DelayWatchParts) {
    this.#parts = parts;
  }

  /** A message was put into the queue. */
  watch(entry: QueuedMessage): void {
    const { clock, delayedAfter, grace, onDelayed } = this.#parts;
    // What the second channel raises about itself must not lead to another report.
    if (entry.message.type !== 'create' || entry.isDelayReported || onDelayed.isWithin) return;
    const rest = delayedAfter - this.#waited(entry);
    const due = clock.now() + Math.max(rest, Math.min(grace, delayedAfter));
    this.#due.set(entry, due);
    if (due < this.#timerAt) this.#setTimer(due);
  }

  /** The platform has accepted it, or it was given up. */
  forget(entry: QueuedMessage): void {
    this.#due.delete(entry);
  }

  /** Reports nothing more. */
  stop(): void {
    this.#due.clear();
    this.#timer?.cancel();
  }

  #report(): void {
    const { clock, onDelayed, reported } = this.#parts;
    this.#timerAt = Infinity;
    const now = clock.now();
    const due = [...this.#due].filter(([, at]) => at <= now).map(([entry]) => entry);
    for (const entry of due.slice(0, MOST_AT_ONCE)) {
      this.#due.delete(entry);
      entry.isDelayReported = true;
      reported(entry);
      onDelayed.call(wholeMessage(entry), this.#waited(entry));
    }
    const next = due.length > MOST_AT_ONCE ? now + PAUSE : Math.min(Infinity, ...this.#due.values());
    if (next < this.#timerAt) this.#setTimer(next);
  }

  #setTimer(at: number): void {
    const { clock } = this.#parts;
    this.#timer?.cancel();
    this.#timerAt = at;
    this.#timer = clock.after(Math.ceil(Math.max(0, at - clock.now())), () => this.#report());
  }

  /** An alert of an earlier process has waited since that accepted it; clocks of two machines may differ. */
  #waited({ acceptedAt, acceptedWall, isInherited }: QueuedMessage): number {
    const { clock } = this.#parts;
    const here = clock.now() - acceptedAt;
    return isInherited ? Math.max(here, clock.wall() - acceptedWall) : here;
  }
}

/** Makes the watch, if the application wants to be told. @param log - one that does not throw */
export function delayWatch({
  settings: { attemptTimeout, delayedAfter, onDelayed },
  clock,
  log,
  safe = (text) => text,
  reported,
}: Pick<DelayWatchParts, 'clock' | 'reported'> & {
  readonly settings: Pick<DeliverySettings, 'attemptTimeout' | 'delayedAfter' | 'onDelayed'>;
  readonly log: Log;
  readonly safe?: ((text: string) => string) | undefined;
}): DelayWatch | undefined {
  if (onDelayed === undefined) return undefined;
  const guarded = new GuardedCallback({ name: 'delivery.onDelayed', callback: onDelayed, log, safe });
  return new DelayWatch({ clock, delayedAfter, grace: attemptTimeout, onDelayed: guarded, reported });
}
