import { VirtualClock } from '../../../testing/virtual-clock.js';
import { hasFailed } from '../../../rules/verdict.js';
import type { LogEntry } from '../formats/log-entry.js';
import { outcomeOf } from './log-outcome.js';
import { LogOrder, type OrderReport } from './log-order.js';
import { Operations } from './operations.js';
import { Rehearsal } from './rehearsal.js';
import type { RuleSet } from './rule-set.js';
import { Traffic } from './traffic.js';

/** Plays requests through one or more sets of rules, on one virtual clock. */
export class LogPlayer {
  readonly clock = new VirtualClock(0);
  readonly traffic = new Traffic();
  readonly rehearsals: readonly Rehearsal[];
  readonly #operations: Operations;
  readonly #order: LogOrder;
  #hasDurations = false;
  #hasErrors = false;

  constructor(ruleSets: readonly RuleSet[], warn: (message: string) => void) {
    this.rehearsals = ruleSets.map((rules) => new Rehearsal(rules, this.clock, warn));
    this.#operations = new Operations((name, isRoute) =>
      this.rehearsals.map((rehearsal) => rehearsal.monitor(name, isRoute)),
    );
    this.#order = new LogOrder(this.clock, (entry) => this.#play(entry));
  }

  /** Plays a request once the time of the log has come to it. */
  add(entry: LogEntry): void {
    this.#order.add(entry);
  }

  /** Plays what waits for a next request. */
  end(): void {
    this.#order.end();
  }

  get order(): OrderReport {
    return this.#order.report;
  }

  /** How many routes were found. */
  get routes(): number {
    return this.#operations.size;
  }

  /** Whether any line had a duration. */
  get hasDurations(): boolean {
    return this.#hasDurations;
  }

  /** Whether any line had an error. */
  get hasErrors(): boolean {
    return this.#hasErrors;
  }

  #play(entry: LogEntry): void {
    const operation = this.#operations.of(entry.target, entry.status);
    const outcome = outcomeOf(entry, operation);
    const now = this.clock.now();
    this.#hasDurations ||= entry.durationMs !== undefined;
    this.#hasErrors ||= entry.error !== undefined;
    this.traffic.add(this.clock.wall(), hasFailed(outcome));
    // A loop by index, because this runs for each line.
    for (let index = 0; index < this.rehearsals.length; index++) {
      const monitor = operation.monitors[index];
      if (monitor !== undefined) this.rehearsals[index]?.take(outcome, monitor, now);
    }
  }
}
