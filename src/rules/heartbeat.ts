import type { Duration } from '../time/duration.js';
import { Check, duration } from '../validation/checks.js';

/** How often a heartbeat is pinged while all is well. */
export interface HeartbeatOptions {
  /** The longest time between two successful runs: `'1d'` for a nightly job, `'3d'` for one on weekdays only. */
  readonly interval?: Duration | undefined;
  /** How much later a run may succeed. @defaultValue none */
  readonly grace?: Duration | undefined;
}

/** The validation schema of {@link HeartbeatOptions}. */
export class HeartbeatOptionsSchema implements Record<keyof HeartbeatOptions, unknown> {
  @Check(duration) interval: unknown;
  @Check(duration) grace: unknown;
}
