import type { Duration } from '../time/duration.js';
import { Check, duration } from '../validation/checks.js';

/**
 * What the heartbeat on the platform has to allow. It documents the setting beside the job: the library does not create the heartbeat, and
 * pings after each success whatever stands here.
 */
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
