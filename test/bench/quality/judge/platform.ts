import type { Clock } from '../../../../src/time/clock.js';
import type { Message } from '../../../../src/alerts/message.js';
import type { PlatformFault } from '../traces/faults.js';
import type { Judge } from './judge.js';
import { TokenBucket } from './token-bucket.js';

/** The answer of the platform; `silence` is a timeout. */
export type Answer = 202 | 429 | 503 | 'silence';

/** The time between the 202 and the effect. */
const PROCESSING_MS = 1_000;

/** Accepts messages like the alert API: limits their rate, accepts immediately, processes later. */
export class Platform {
  private readonly bucket: TokenBucket;
  private attempts = 0;

  constructor(
    private readonly clock: Clock,
    private readonly judge: Judge,
    private readonly faults: readonly PlatformFault[],
  ) {
    this.bucket = new TokenBucket(clock);
  }

  /** @param raisedAt when the strategy first raised it, for the delivery delay */
  send(message: Message, raisedAt: number): Answer {
    this.judge.countCall();
    const answer = this.answer();
    if (answer === 202) this.clock.after(PROCESSING_MS, () => this.judge.apply(message, raisedAt));
    return answer;
  }

  /** When the open alert of an alias was last raised, by the time of day. That is a call as well; absent if it is not open, or not answered. */
  lastRaised(alias: string): number | undefined {
    this.judge.countCall();
    return this.answer() === 202 ? this.judge.lastRaised(alias) : undefined;
  }

  private answer(): Answer {
    const now = this.clock.now();
    const fault = this.faults.find(({ from, to }) => from <= now && now < to);
    if (fault?.type === 'silent') return 'silence';
    if (fault?.type === 'refusing') return 429;
    if (fault?.type === 'failing' && this.attempts++ % 2 === 0) return 503;
    return this.bucket.take() ? 202 : 429;
  }
}
