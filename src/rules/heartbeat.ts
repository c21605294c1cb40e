import type { Duration } from '../time/duration.js';
import { Check, duration, flag } from '../validation/checks.js';

/** What the heartbeat on the platform has to allow: `interval` plus `grace`. Pings follow each success, whatever is set here. */
export interface HeartbeatOptions {
  /** The longest time between two successful runs: `'1d'` for a nightly job, `'3d'` for one on weekdays only. */
  readonly interval?: Duration | undefined;
  /** How much later a run may succeed. @defaultValue none */
  readonly grace?: Duration | undefined;
  /**
   * Creates the heartbeat on Opsgenie at the start, or adjusts it to `interval` plus `grace`. It needs an `interval`, and a key that may
   * change the configuration. @defaultValue that of the module's option `heartbeat`
   */
  readonly ensure?: boolean | undefined;
}

/** The validation schema of {@link HeartbeatOptions}. */
export class HeartbeatOptionsSchema implements Record<keyof HeartbeatOptions, unknown> {
  @Check(duration) interval: unknown;
  @Check(duration) grace: unknown;
  @Check(flag) ensure: unknown;
}
