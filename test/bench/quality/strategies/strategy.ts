import type { Message } from '../../../../src/alerts/message.js';
import type { Clock } from '../../../../src/time/clock.js';
import type { RestartCause, Symptom } from '../traces/episode.js';
import type { StoreFault } from '../traces/faults.js';
import type { Sample } from '../traces/sample.js';

/** Decides when to raise and close alerts. One object for the whole fleet, with separate state for each instance. */
export interface Strategy {
  /** Called for every finished request, with the clock at the sample's time. */
  onSample(instance: number, sample: Sample): void;
  /** Called every 10 s for each instance that is up; the instances are not in step. */
  onTick(instance: number, now: number): void;
  /**
   * A new process replaces the old one, whose memory is lost. Its timers were stopped when it ended.
   *
   * @param cause whether the old process was asked to end (`deploy`) or killed (`crash`)
   */
  onRestart(instance: number, cause: RestartCause): void;
  /** The process is asked to end, before a deploy: a last chance to send something. A crash gives none. */
  onShutdown?(instance: number): void;
  /** Whether promises of it wait to be settled, since it was last asked. Absent: it has none. */
  readonly awaits?: () => boolean;
}

/** The environment of an instance: its own clock, whose timers end with the process, and its own sender. */
export interface Surroundings {
  readonly clock: Clock;
  /** @param accepted called when the platform accepts it */
  readonly send: (message: Message, accepted?: () => void) => void;
  /** When the open alert of an alias was last raised, by the time of day; absent if that cannot be found out. */
  readonly lastRaised: (alias: string) => number | undefined;
}

/** What all instances have in common: a clock that runs on when a process ends, and what becomes of the store of a fleet. */
export interface World {
  readonly clock: Clock;
  readonly store: readonly StoreFault[];
}

/** A strategy in the benchmark. */
export interface Contender {
  readonly name: string;
  /** The incidents that it must find; it may miss the others. */
  readonly watches: readonly Symptom[];
  /** Milliseconds after which a person closes an alert that is still open; absent: never. */
  readonly patience?: number;
  /** How its messages are sent: once, retried until accepted, or retried even by the next process. */
  readonly delivery: 'once' | 'retrying' | 'journaled';
  /** Called once per run. @param instances the environment of each instance, by its number */
  start(instances: readonly Surroundings[], world: World): Strategy;
}
