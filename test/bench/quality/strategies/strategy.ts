import type { Message } from '../../../../src/alerts/message.js';
import type { Clock } from '../../../../src/time/clock.js';
import type { RestartCause, Symptom } from '../traces/episode.js';
import type { Sample } from '../traces/sample.js';

/** When to raise an alert and when to close it. One object for the whole fleet; what an instance knows is its own. */
export interface Strategy {
  /** Called for every finished request, with the clock at the sample's time. */
  onSample(instance: number, sample: Sample): void;
  /** Called every 10 s for each instance that is up; the instances are not in step. */
  onTick(instance: number, now: number): void;
  /**
   * A new process takes the place of the old one, whose memory is gone. Its timers were stopped when it ended.
   *
   * @param cause whether the old process was asked to end (`deploy`) or killed (`crash`)
   */
  onRestart(instance: number, cause: RestartCause): void;
  /** The process is asked to end, before a deploy: a last chance to send something. A crash gives none. */
  onShutdown?(instance: number): void;
}

/** What an instance can reach: it has its own clock, whose timers end with the process, and its own way to the platform. */
export interface Surroundings {
  readonly clock: Clock;
  send(message: Message): void;
}

/** A strategy that takes part in the benchmark. */
export interface Contender {
  readonly name: string;
  /** Which incidents it is meant to find; it is not blamed for missing the others. */
  readonly watches: readonly Symptom[];
  /** Milliseconds after which a person closes an alert that is still open; absent: nobody does. */
  readonly patience?: number;
  /** How its messages travel: sent once and forgotten, repeated until accepted, or until then by the next process, too. */
  readonly delivery: 'once' | 'retrying' | 'journaled';
  /** Called once a run. @param instances what each instance can reach, by its number */
  start(instances: readonly Surroundings[]): Strategy;
}
