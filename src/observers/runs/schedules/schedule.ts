/** When a job is due. */
export interface Schedule {
  /** For people: `0 3 * * * (Europe/Paris)`, `every 5 min`. */
  readonly text: string;
  /** Whether the job is to run at all: it was neither stopped nor deleted. */
  readonly isActive: boolean;
  /** Whether the time to the next run begins with each run, by whomever it was started. */
  readonly isRelative: boolean;
  /** Another value once the application has changed the schedule. */
  readonly version: unknown;
  /** When it is due next. @param wall milliseconds since 1970 @returns `undefined` if it is not due any more */
  nextAfter(wall: number): number | undefined;
}
