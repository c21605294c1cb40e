/**
 * The token of the clock that the module reads and sets its timers on: a `Clock` of `nestjs-opsgenie/testing`, the machine's by default.
 * A test gives it a `VirtualClock`, so that windows, recoveries and retries take no time. Timeouts of requests are on it as well.
 *
 * Give it a value, or a factory without `inject`: a clock that waits for other providers delays the module, and a failed start may end
 * the process before `processErrors` is ready.
 *
 * @example
 * ```ts
 * const clock = new VirtualClock();
 * const testing = await Test.createTestingModule({ imports: [AppModule] })
 *   .overrideProvider(OPSGENIE_CLOCK)
 *   .useValue(clock)
 *   .compile();
 * ```
 */
export const OPSGENIE_CLOCK = Symbol('nestjs-opsgenie.clock');

/** The token of the function that makes the platform of a key from the options with that key: a `PlatformChoice`. */
export const PLATFORM_CHOICE = Symbol('nestjs-opsgenie.platform-choice');

/** The token of the function that makes what a fleet stands on from the options: a `FleetChoice`. */
export const FLEET_CHOICE = Symbol('nestjs-opsgenie.fleet-choice');

/** The token of the function that makes the journal of a key from the options with that key: a `JournalChoice`. */
export const JOURNAL_CHOICE = Symbol('nestjs-opsgenie.journal-choice');
