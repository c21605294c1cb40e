import { AlertBook, type AlertBookParts } from '../../../../src/alerts/alert-book.js';
import { AlertComposer } from '../../../../src/alerts/composer.js';
import { createRedactor } from '../../../../src/alerts/redaction/redactor.js';
import type { IncidentEngine } from '../../../../src/incidents/incident-engine.js';
import type { Monitor } from '../../../../src/incidents/monitor.js';
import type { ObservedOutcome } from '../../../../src/rules/outcome.js';
import type { RuleBook } from '../../../../src/rules/rule-book.js';
import type { Clock } from '../../../../src/time/clock.js';
import { UNROUTED } from '../traces/routes.js';
import type { Sample } from '../traces/sample.js';

const IDENTITY = { service: 'shop', environment: 'production', host: 'host' };
const NO_ERRORS: readonly unknown[] = [];
const COMPOSER = new AlertComposer({
  identity: IDENTITY,
  redactor: createRedactor({}),
  includeStack: false,
  forwardHeaders: [],
  warn: () => undefined,
});

/** The alerts of a process of the simulated service. */
export function alertBook(send: AlertBookParts['send']): AlertBook {
  return new AlertBook({ composer: COMPOSER, identity: IDENTITY, defaults: {}, send });
}

/** Observes the requests of a process of the simulated service. */
export function observer(rules: RuleBook, engine: IncidentEngine, clock: Clock): (sample: Sample) => void {
  const monitors = new Map<string, Monitor>();
  return (sample) => {
    let monitor = monitors.get(sample.operation);
    if (monitor === undefined) {
      monitor = engine.monitor(rules.rulesWithoutHandler, sample.operation);
      monitors.set(sample.operation, monitor);
    }
    monitor.record(outcomeOf(sample), clock.now());
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
