import type { Log } from '../../text/log.js';
import { REPEAT_AFTER } from '../../text/repeat-limit.js';
import { counted } from '../../text/count.js';
import type { Clock, Timer } from '../../time/clock.js';
import { formatDuration } from '../../time/duration.js';
import { utcTime } from '../../time/utc-time.js';
import type { MessageQueue } from '../queue/message-queue.js';
import type { CircuitCause, PlatformTrouble } from './circuit-breaker.js';

/** Dependencies of {@link CircuitNotice}. */
interface CircuitNoticeParts {
  /** Where the platform is reached: `api.opsgenie.com`. */
  readonly address: string;
  readonly queue: Pick<MessageQueue, 'waiting' | 'inFlight' | 'oldestAcceptedAt' | 'nextExpiry'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** The trouble that is under way. */
interface Trouble extends PlatformTrouble {
  readonly advice: string | undefined;
  /** Monotonic milliseconds. */
  readonly since: number;
}

/** Logs when the platform stops taking alerts, every 15 minutes until it does again, and how long it took. */
export class CircuitNotice {
  readonly #parts: CircuitNoticeParts;
  /** When each cause was last logged, in monotonic milliseconds. */
  readonly #loggedAt = new Map<CircuitCause, number>();
  #trouble: Trouble | undefined;
  #isLogged = false;
  #timer: Timer | undefined;

  constructor(parts: CircuitNoticeParts) {
    this.#parts = parts;
  }

  /** The circuit opened. @param advice what to do, if known */
  begin(trouble: PlatformTrouble, advice?: string): void {
    const now = this.#parts.clock.now();
    this.#trouble = { ...trouble, advice, since: now };
    const loggedAt = this.#loggedAt.get(trouble.cause) ?? -Infinity;
    // A platform that comes and goes every few seconds is one state.
    this.#isLogged = now - loggedAt >= REPEAT_AFTER;
    if (this.#isLogged) this.#write(now, this.#trouble);
    this.#repeatLater(this.#isLogged ? REPEAT_AFTER : loggedAt + REPEAT_AFTER - now);
  }

  /** The circuit closed. */
  end(): void {
    const { address, clock, log } = this.#parts;
    this.stop();
    if (this.#trouble !== undefined && this.#isLogged) {
      const lasted = formatDuration(clock.now() - this.#trouble.since);
      log.log(`${address} ${AGAIN[this.#trouble.cause]} after ${lasted}.${this.#sending()}`);
    }
    this.#trouble = undefined;
  }

  /** Logs no more. */
  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #repeatLater(delay: number): void {
    this.stop();
    this.#timer = this.#parts.clock.after(delay, () => {
      if (this.#trouble === undefined) return;
      this.#isLogged = true;
      this.#write(this.#parts.clock.now(), this.#trouble);
      this.#repeatLater(REPEAT_AFTER);
    });
  }

  #write(now: number, { cause, reason, advice, since }: Trouble): void {
    const { address, log } = this.#parts;
    this.#loggedAt.set(cause, now);
    const lasting = now > since ? `, for ${formatDuration(now - since)} now` : '';
    const advised = advice === undefined ? '' : ` ${advice}`;
    log.error(`${address} ${TROUBLE[cause]}${lasting} (${reason}).${advised} ${this.#waiting(now)} ${NEXT[cause]}`);
  }

  #waiting(now: number): string {
    const { clock, queue } = this.#parts;
    const expiry = queue.nextExpiry();
    const count = queue.waiting + queue.inFlight;
    const kept =
      expiry === undefined ? '' : `, the first of them until ${utcTime(clock.wall() + expiry - now, clock.wall())}`;
    return `${counted(count, 'alert message')} ${count === 1 ? 'is' : 'are'} queued${kept}.`;
  }

  #sending(): string {
    const { clock, queue } = this.#parts;
    const oldest = queue.oldestAcceptedAt();
    if (queue.waiting === 0 || oldest === undefined) return '';
    return ` Sending ${counted(queue.waiting, 'alert message')}, queued for up to ${formatDuration(clock.now() - oldest)}.`;
  }
}

const TROUBLE: Readonly<Record<CircuitCause, string>> = {
  outage: 'is unreachable',
  rateLimited: 'is rate limiting alerts',
  keyRefused: 'refuses the API key',
};

const NEXT: Readonly<Record<CircuitCause, string>> = {
  outage: 'Probing until a request succeeds.',
  rateLimited: 'Sending goes on when the requested pause ends.',
  keyRefused: 'No alert is delivered until it is accepted; retrying every 5 minutes.',
};

const AGAIN: Readonly<Record<CircuitCause, string>> = {
  outage: 'is reachable again',
  rateLimited: 'accepts alerts again',
  keyRefused: 'accepts the API key again',
};
