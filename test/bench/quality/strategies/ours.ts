import { AlertBook } from '../../../../src/alerts/alert-book.js';
import { AlertComposer } from '../../../../src/alerts/composer.js';
import { createRedactor } from '../../../../src/alerts/redaction/redactor.js';
import { IncidentEngine } from '../../../../src/incidents/incident-engine.js';
import type { Transition } from '../../../../src/incidents/incident.js';
import type { IncidentRecord } from '../../../../src/journal/incident-record.js';
import type { Monitor } from '../../../../src/incidents/monitor.js';
import { OpenIncidents, type OpenIncidentsParts } from '../../../../src/pipeline/open-incidents.js';
import { onBurnRate } from '../../../../src/rules/kinds/burn-rate.js';
import { onLatency } from '../../../../src/rules/kinds/latency.js';
import type { ObservedOutcome } from '../../../../src/rules/outcome.js';
import { recommendedRules } from '../../../../src/rules/recommended-rules.js';
import { RuleBook } from '../../../../src/rules/rule-book.js';
import type { AlertRule } from '../../../../src/rules/rule-kinds.js';
import type { Clock } from '../../../../src/time/clock.js';
import { Random } from '../simulation/random.js';
import { UNROUTED } from '../traces/routes.js';
import type { Sample } from '../traces/sample.js';
import type { Contender, Surroundings } from './strategy.js';

const IDENTITY = { service: 'shop', environment: 'production', host: 'host' };
const NO_ERRORS: readonly unknown[] = [];
// The judge models the delivery.
const OUTBOX = { openedElsewhere: () => undefined };
const COMPOSER = new AlertComposer({
  identity: IDENTITY,
  redactor: createRedactor({}),
  includeStack: false,
  forwardHeaders: [],
  warn: () => undefined,
});

/** The library without `rules`. */
export const recommended = ours('ours: recommended rules', { rules: recommendedRules(), watches: ['errors'] });

/** The same with a journal, so that an incident survives the restart of its process. */
export const recommendedWithJournal = ours('ours: recommended rules, journal', {
  rules: recommendedRules(),
  watches: ['errors'],
  journal: true,
});

/** The library with an objective of 99.9%. */
export const burnRate = ours('ours: burn rate 99.9%', { rules: [onBurnRate(0.999)], watches: ['errors'] });

/** The same with a journal. */
export const burnRateWithJournal = ours('ours: burn rate 99.9%, journal', {
  rules: [onBurnRate(0.999)],
  watches: ['errors'],
  journal: true,
});

/** The recommended rules and a latency rule. */
export const withLatency = ours('ours: recommended rules + latency share', {
  rules: [...recommendedRules(), onLatency('1s', { share: 0.05 })],
  watches: ['errors', 'latency'],
});

/** The disk of an instance, which survives its process. */
type Disk = Map<string, IncidentRecord>;

/** One process of the service: the real pipeline from a finished request to a message. */
class Process {
  readonly #clock: Clock;
  readonly #rules: RuleBook;
  readonly #engine: IncidentEngine;
  readonly #monitors = new Map<string, Monitor>();

  constructor(
    rules: readonly AlertRule[],
    { clock, send }: Surroundings,
    random: () => number,
    disk: Disk | undefined,
  ) {
    const book = new RuleBook(rules, {});
    const { errorNames } = book;
    const alerts = new AlertBook({ composer: COMPOSER, identity: IDENTITY, defaults: {}, send });
    const emit = (transition: Transition): void => {
      alerts.take(transition);
      open?.record(transition);
    };
    const incidents = new IncidentEngine({ clock, random, emit });
    const open =
      disk &&
      new OpenIncidents({ journal: journalOn(disk), alerts, incidents, outboxes: OUTBOX, clock, errorNames, emit });
    for (const written of disk?.values() ?? []) open?.takeUp(written);
    this.#clock = clock;
    this.#rules = book;
    this.#engine = incidents;
  }

  take(sample: Sample): void {
    let monitor = this.#monitors.get(sample.operation);
    if (monitor === undefined) {
      monitor = this.#engine.monitor(this.#rules.rulesWithoutHandler, sample.operation);
      this.#monitors.set(sample.operation, monitor);
    }
    monitor.record(outcomeOf(sample), this.#clock.now());
  }
}

function journalOn(disk: Disk): OpenIncidentsParts['journal'] {
  return {
    remember: (record) => void disk.set(record.incidentId, record),
    forget: (incidentId) => void disk.delete(incidentId),
    isClosedSince: () => false,
  };
}

// Literals: it runs for millions of samples, and spreading an object costs several times as much.
function outcomeOf({ operation, status, durationMs, aborted, unanswered, cutOff, route }: Sample): ObservedOutcome {
  const unrouted = route === UNROUTED;
  // Guards and throttlers refuse bots.
  const executed = !unrouted && status !== 401 && status !== 403 && status !== 429;
  return {
    kind: 'http',
    operation,
    durationMs,
    errors: NO_ERRORS,
    handled: false,
    http: { status, aborted, unanswered, cutOff, unrouted, executed },
  };
}

interface Setting {
  readonly rules: readonly AlertRule[];
  readonly watches: Contender['watches'];
  readonly journal?: boolean;
}

function ours(name: string, { rules, watches, journal = false }: Setting): Contender {
  return {
    name,
    watches,
    delivery: journal ? 'journaled' : 'retrying',
    start(instances) {
      const hosts = instances.map((surroundings, number) => {
        // A detached method loses its object.
        const reachable: Surroundings = { clock: surroundings.clock, send: (message) => surroundings.send(message) };
        const generator = new Random(number + 1, 'jitter');
        const disk: Disk | undefined = journal ? new Map() : undefined;
        const start = (): Process => new Process(rules, reachable, () => generator.next(), disk);
        return { start, process: start() };
      });
      return {
        onSample: (instance, sample) => hosts[instance]?.process.take(sample),
        // The engine sets its own timers.
        onTick: () => undefined,
        onRestart(instance) {
          const host = hosts[instance];
          if (host !== undefined) host.process = host.start();
        },
      };
    },
  };
}
