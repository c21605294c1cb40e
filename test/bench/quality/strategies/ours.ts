import { AlertBook } from '../../../../src/alerts/alert-book.js';
import { AlertComposer } from '../../../../src/alerts/composer.js';
import { createRedactor } from '../../../../src/alerts/redactor.js';
import { IncidentEngine } from '../../../../src/incidents/incident-engine.js';
import type { Monitor } from '../../../../src/incidents/monitor.js';
import { onBurnRate } from '../../../../src/rules/on-burn-rate.js';
import { onLatency } from '../../../../src/rules/on-latency.js';
import type { Outcome } from '../../../../src/rules/outcome.js';
import { recommendedRules } from '../../../../src/rules/recommended-rules.js';
import { RuleBook } from '../../../../src/rules/rule-book.js';
import type { Rule } from '../../../../src/rules/rule.js';
import { Random } from '../simulation/random.js';
import type { Sample } from '../traces/sample.js';
import type { Contender, Surroundings } from './strategy.js';

const IDENTITY = { service: 'shop', environment: 'production', host: 'host' };
const NO_ERRORS: readonly unknown[] = [];
const COMPOSER = new AlertComposer({
  identity: IDENTITY,
  redactor: createRedactor({}),
  includeStack: false,
  forwardHeaders: [],
  warn: () => undefined,
});

/** The library as a module without `rules` runs it. */
export const recommended = ours('ours: recommended rules', recommendedRules(), ['errors']);

/** The library with an objective of 99.9%. */
export const burnRate = ours('ours: burn rate 99.9%', [onBurnRate(0.999)], ['errors']);

/** The library watching latency beside the recommended rules. */
export const withLatency = ours(
  'ours: recommended rules + latency share',
  [...recommendedRules(), onLatency('1s', { share: 0.05 })],
  ['errors', 'latency'],
);

/** One process of the service: the real way of an alert, from a finished request to a message. */
class Process {
  readonly #rules: RuleBook;
  readonly #engine: IncidentEngine;
  readonly #monitors = new Map<string, Monitor>();

  constructor(rules: readonly Rule[], surroundings: Surroundings, random: () => number) {
    const { clock } = surroundings;
    const book = new AlertBook({
      composer: COMPOSER,
      identity: IDENTITY,
      defaults: {},
      clock,
      send: (message) => surroundings.send(message),
    });

    this.#rules = new RuleBook(rules, {});
    this.#engine = new IncidentEngine({ clock, random, emit: (transition) => book.take(transition) });
  }

  take(sample: Sample): void {
    let monitor = this.#monitors.get(sample.operation);
    if (monitor === undefined) {
      monitor = this.#engine.monitor(this.#rules.rulesWithoutHandler, sample.operation);
      this.#monitors.set(sample.operation, monitor);
    }
    monitor.record(outcomeOf(sample));
  }
}

function outcomeOf({ operation, status, durationMs, aborted, route }: Sample): Outcome {
  return { operation, status, durationMs, aborted, unrouted: route === -1, errors: NO_ERRORS, handled: false };
}

function ours(name: string, rules: readonly Rule[], watches: Contender['watches']): Contender {
  return {
    name,
    watches,
    delivery: 'retrying',
    start(instances) {
      const generators = instances.map((_, number) => new Random(number + 1, 'jitter'));
      const start = (instance: number): Process | undefined => {
        const surroundings = instances[instance];
        const generator = generators[instance];
        return surroundings && generator && new Process(rules, surroundings, () => generator.next());
      };
      const processes = instances.map((_, instance) => start(instance));
      return {
        onSample: (instance, sample) => processes[instance]?.take(sample),
        // The engine sets timers of its own.
        onTick: () => undefined,
        onRestart: (instance) => {
          processes[instance] = start(instance);
        },
      };
    },
  };
}
