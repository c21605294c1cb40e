import type { Message } from '../alerts/message.js';
import type { Clock, Timer } from '../time/clock.js';
import type { DeliverySettings } from './delivery-options.js';
import { GuardedCallback } from './guarded-callback.js';
import type { Log } from '../text/log.js';
import { wholeMessage } from './queue/outgoing-message.js';
import type { QueuedMessage } from './queue/queued-message.js';

/** Alerts reported per batch. Many are due together in an outage, and each call takes the application's time. */
const MOST_AT_ONCE = 20;
/** The pause between batches, in milliseconds. */
const PAUSE = 100;

/** Dependencies of {@link DelayWatch}. */
interface DelayWatchParts {
  readonly clock: Clock;
  /** How long an alert may wait, in milliseconds. */
  readonly delayedAfter: number;
  /** Time for the first attempt at an inherited alert before it is reported, in milliseconds. */
  readonly grace: number;
  readonly onDelayed: GuardedCallback<[alert: Message, waitedMs: number]>;
  /** Called before an alert is reported; neither this process nor the next may report it again. */
  readonly reported: (entry: QueuedMessage) => void;
}

/** Reports each alert once if the platform has not accepted it in time, while it is still being retried. */
export class DelayWatch {
  readonly #parts: DelayWatchParts;
  /** Waiting alerts and when each is due, in monotonic milliseconds. Bounded by the queue. */
  readonly #due = new Map<QueuedMessage, number>();
  #timer: Timer | undefined;
  #timerAt = Infinity;

  constructor(parts: DelayWatchParts) {
    this.#parts = parts;
  }

  /** Starts watching a queued message. */
  watch(entry: QueuedMessage): void {
    const { clock, delayedAfter, grace, onDelayed } = this.#parts;
    // Alerts that the callback itself raises are not reported, which would never end.
    if (entry.message.type !== 'create' || entry.isDelayReported || onDelayed.isWithin) return;
    const rest = delayedAfter - this.#waited(entry);
    const due = clock.now() + Math.max(rest, Math.min(grace, delayedAfter));
    this.#due.set(entry, due);
    if (due < this.#timerAt) this.#setTimer(due);
  }

  /** Stops watching a message that was accepted or dropped. */
  forget(entry: QueuedMessage): void {
    this.#due.delete(entry);
  }

  /** Stops all reports. */
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

  /** An inherited alert has waited since the earlier process accepted it; the clocks of two machines may differ. */
  #waited({ acceptedAt, acceptedWall, isInherited }: QueuedMessage): number {
    const { clock } = this.#parts;
    const here = clock.now() - acceptedAt;
    return isInherited ? Math.max(here, clock.wall() - acceptedWall) : here;
  }
}

/** Creates the watch if `onDelayed` is set. @param log - must not throw */
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
