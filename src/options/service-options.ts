import type { Duration } from '../time/duration.js';

/** The note for closing or acknowledging an alert. */
export interface ActionOptions {
  /** At most 25,000 characters. */
  readonly note?: string;
}

/** How long new alerts are suppressed, and why. */
export interface MuteOptions {
  /** How long; a number is milliseconds. */
  readonly for: Duration;
  /** Why; it is logged. */
  readonly reason: string;
}
