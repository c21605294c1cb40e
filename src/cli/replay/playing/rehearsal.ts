import { AlertBook } from '../../../alerts/alert-book.js';
import { AlertComposer } from '../../../alerts/composer.js';
import { createRedactor } from '../../../alerts/redaction/redactor.js';
import { keptRequest } from '../../../alerts/shape/context-facts.js';
import { keptError } from '../../../alerts/text/error-description.js';
import { IncidentEngine } from '../../../incidents/incident-engine.js';
import type { SuppressionCause } from '../../../incidents/incident.js';
import type { Monitor } from '../../../incidents/monitor.js';
import { ignoredPaths } from '../../../rules/ignored-paths.js';
import type { ObservedOutcome } from '../../../rules/outcome.js';
import { RuleBook } from '../../../rules/rule-book.js';
import { isRefusal } from '../../../rules/verdict.js';
import type { Clock } from '../../../time/clock.js';
import { PageBook } from './page-book.js';
import type { RuleSet } from './rule-set.js';

/** Jitter would make each replay of a log a different one. */
const NO_JITTER = (): number => 0.5;

/** One set of rules in the module's own pipeline, from an outcome to the messages for the platform. */
export class Rehearsal {
  readonly name: string;
  readonly pages: PageBook;
  /** The kinds of its rules. */
  readonly kinds: ReadonlySet<string>;
  readonly #rules: RuleBook;
  readonly #engine: IncidentEngine;
  readonly #isIgnored: ((path: string) => boolean) | undefined;
  readonly #unrouted: Monitor[] = [];
  #suppressed = 0;

  /** @param warn takes what a function in the rules does wrong */
  constructor({ name, options }: RuleSet, clock: Clock, warn: (message: string) => void) {
    const { service, environment, version, defaults, redact, ignore, rules } = options;
    const identity = { service, environment, version, host: 'replay' };
    const composer = new AlertComposer({
      identity,
      redactor: createRedactor(redact),
      includeStack: false,
      forwardHeaders: [],
      warn: (message) => warn(`${name}: ${message}`),
    });
    this.name = name;
    this.kinds = new Set(rules.map(({ kind }) => kind));
    this.pages = new PageBook({ wall: () => clock.wall(), now: () => clock.now() });
    this.#rules = new RuleBook(rules, defaults);
    this.#isIgnored = ignoredPaths(ignore);
    const book = new AlertBook({ composer, identity, defaults, send: (message) => this.pages.take(message) });
    this.#engine = new IncidentEngine({
      clock,
      emit: (transition) => {
        if (transition.type === 'suppressed') this.#countSuppressed(transition.by);
        book.take(transition);
      },
      random: NO_JITTER,
      safeName: (operation) => composer.name(operation),
      keeping: { error: keptError, request: (request) => keptRequest(request, []) },
    });
  }

  /** How many incidents paged no one, because the alert of another one says enough. */
  get suppressed(): number {
    return this.#suppressed;
  }

  /** @param isRoute whether its requests reach a route. Those that do not have recovered when others reach routes again */
  monitor(operation: string, isRoute: boolean): Monitor {
    const monitor = this.#engine.monitor(this.#rules.rulesWithoutHandler, operation);
    if (!isRoute) this.#unrouted.push(monitor);
    return monitor;
  }

  /** Takes a request. */
  take(outcome: ObservedOutcome, monitor: Monitor, now: number): void {
    const { http } = outcome;
    if (this.#isIgnored?.(http?.request?.path ?? '') === true) return;
    monitor.record(outcome, now);
    if (!this.#engine.isTroubled || http?.executed !== true || http.aborted || isRefusal(outcome)) return;
    for (const unrouted of this.#unrouted) if (unrouted.isTroubled) unrouted.recordGood(now);
  }

  #countSuppressed(by: SuppressionCause): void {
    if (by !== 'mute') this.#suppressed++;
  }
}
