import type { Duration } from '../time/duration.js';
import { Check, duration } from '../validation/checks.js';

/** What counts as a missed or stuck run of a scheduled job. */
export interface MissedRunsOptions {
  /**
   * How late a run may start. @defaultValue one minute, but at most half the time to the job's next run, and at least a second
   */
  readonly grace?: Duration | undefined;
  /**
   * How long a run of any scheduled job may take; `@MaxRuntime()` on a job comes first. @defaultValue until the grace after the start of
   * the job's next run
   */
  readonly maxRuntime?: Duration | undefined;
}

/** The validation schema of {@link MissedRunsOptions}. */
export class MissedRunsOptionsSchema implements Record<keyof MissedRunsOptions, unknown> {
  @Check(duration) grace: unknown;
  @Check(duration) maxRuntime: unknown;
}
