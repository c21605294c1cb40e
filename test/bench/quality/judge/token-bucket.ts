import { MINUTE } from '../simulation/spans.js';
import type { Clock } from '../../../../src/time/clock.js';

/** Calls a minute. An assumption of this benchmark: the platform does not publish its limits, which depend on the plan. */
const CAPACITY = 600;

/** Limits the rate of calls and permits a burst. */
export class TokenBucket {
  private tokens = CAPACITY;
  private filledAt = 0;

  constructor(private readonly clock: Clock) {}

  /** Whether one more call is allowed now. */
  take(): boolean {
    const now = this.clock.now();
    this.tokens = Math.min(CAPACITY, this.tokens + ((now - this.filledAt) * CAPACITY) / MINUTE);
    this.filledAt = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
