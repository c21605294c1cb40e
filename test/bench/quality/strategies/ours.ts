import { IncidentEngine } from '../../../../src/incidents/incident-engine.js';
import type { Transition } from '../../../../src/incidents/incident.js';
import type { IncidentRecord } from '../../../../src/journal/incident-record.js';
import { OpenIncidents, type OpenIncidentsParts } from '../../../../src/pipeline/open-incidents.js';
import { onBurnRate } from '../../../../src/rules/kinds/burn-rate.js';
import { onLatency } from '../../../../src/rules/kinds/latency.js';
import { recommendedRules, rulesInFleet } from '../../../../src/rules/recommended-rules.js';
import { RuleBook } from '../../../../src/rules/rule-book.js';
import type { AlertRule } from '../../../../src/rules/rule-kinds.js';
import type { SharedErrorRateOptions } from '../../../../src/rules/kinds/error-rate.js';
import { Random } from '../simulation/random.js';
import { MINUTE, SECOND } from '../simulation/spans.js';
import type { Sample } from '../traces/sample.js';
import { alertBook, observer } from './service.js';
import type { Contender, Surroundings } from './strategy.js';

// The judge models the delivery.
const OUTBOX = { openedElsewhere: () => undefined };

const SLOW = { ratio: 0.0035, window: '1h' } as const;
/** What the platform took a little later than this process sent it was raised by this process. */
const PROCESSING = 2 * SECOND;
/** Longer than the time between two repeats. */
const REPEAT = 6 * MINUTE;

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

/** What was tried without a fleet and is not in the library. */
export const TRIED: readonly Contender[] = [
  ours('tried: also 0.35% over an hour', { rules: recommendedWith({ slow: SLOW }), watches: ['errors'] }),
  ours('tried: the rules of a fleet', { rules: rulesInFleet(recommendedRules()), watches: ['errors'] }),
  ours('tried: looks at the platform before a close', { rules: recommendedRules(), watches: ['errors'], looks: true }),
];

/** The disk of an instance, which survives its process. */
type Disk = Map<string, IncidentRecord>;

/** Starts a process of the service: the real pipeline from a finished request to a message. @returns takes its requests */
function startProcess(
  rules: readonly AlertRule[],
  { clock, send }: Surroundings,
  random: () => number,
  disk: Disk | undefined,
): (sample: Sample) => void {
  const book = new RuleBook(rules, {});
  const { errorNames } = book;
  const alerts = alertBook((message) => send(message));
  const emit = (transition: Transition): void => {
    alerts.take(transition);
    open?.record(transition);
  };
  const incidents = new IncidentEngine({ clock, random, emit });
  const open =
    disk &&
    new OpenIncidents({ journal: journalOn(disk), alerts, incidents, outboxes: OUTBOX, clock, errorNames, emit });
  for (const written of disk?.values() ?? []) open?.takeUp(written);
  return observer(book, incidents, clock);
}

function journalOn(disk: Disk): OpenIncidentsParts['journal'] {
  return {
    remember: (record) => void disk.set(record.incidentId, record),
    forget: (incidentId) => void disk.delete(incidentId),
    isClosedSince: () => false,
  };
}

interface Setting {
  readonly rules: readonly AlertRule[];
  readonly watches: Contender['watches'];
  readonly journal?: boolean;
  /** Whether an alert that others have raised since is left to them. */
  readonly looks?: boolean;
}

/** The recommended rules with more that is suggested. */
function recommendedWith(more: SharedErrorRateOptions): AlertRule[] {
  return recommendedRules().map((rule) => ({ ...rule, suggested: { ...rule.suggested, ...more } }));
}

/** Does not send the close of an alert that another process has raised since this one did, within the last repeats. */
function leavingToOthers({ clock, lastRaised, send }: Surroundings): Surroundings['send'] {
  const raisedAt = new Map<string, number>();
  return (message, accepted) => {
    const { alias, type } = message;
    if (type === 'create') return send(message, () => void raisedAt.set(alias, clock.wall()));
    const others = type === 'close' ? lastRaised(alias) : undefined;
    const isTheirs =
      others !== undefined && others > (raisedAt.get(alias) ?? 0) + PROCESSING && clock.wall() - others < REPEAT;
    if (!isTheirs) send(message, accepted);
  };
}

function ours(name: string, { rules, watches, journal = false, looks = false }: Setting): Contender {
  return {
    name,
    watches,
    delivery: journal ? 'journaled' : 'retrying',
    start(instances) {
      const hosts = instances.map((surroundings, number) => {
        const reachable = looks ? { ...surroundings, send: leavingToOthers(surroundings) } : surroundings;
        const generator = new Random(number + 1, 'jitter');
        const disk: Disk | undefined = journal ? new Map() : undefined;
        const start = (): ((sample: Sample) => void) => startProcess(rules, reachable, () => generator.next(), disk);
        return { start, take: start() };
      });
      return {
        onSample: (instance, sample) => hosts[instance]?.take(sample),
        // The engine sets its own timers.
        onTick: () => undefined,
        onRestart(instance) {
          const host = hosts[instance];
          if (host !== undefined) host.take = host.start();
        },
      };
    },
  };
}
