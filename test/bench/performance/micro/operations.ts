import { IncidentEngine } from '../../../../src/incidents/incident-engine.js';
import type { ObservedOutcome } from '../../../../src/rules/outcome.js';
import { recommendedRules } from '../../../../src/rules/recommended-rules.js';
import { RuleBook } from '../../../../src/rules/rule-book.js';
import type { AlertRule } from '../../../../src/rules/rule-kinds.js';
import { systemClock } from '../../../../src/time/clock.js';
import { threeRules } from '../applications/module-options.js';

/** An operation that is repeated a million times. */
export type Operation = () => void;

export type OperationName = 'nothing' | 'clock' | 'good-recommended' | 'good-three' | 'bad-recommended' | 'bad-three';

const GOOD: ObservedOutcome = {
  kind: 'http',
  operation: 'GET /orders/:id',
  durationMs: 5,
  errors: [],
  handled: false,
  http: { status: 200, aborted: false, unrouted: false },
};

const BAD: ObservedOutcome = {
  ...GOOD,
  errors: [new Error('It failed')],
  http: { status: 500, aborted: false, unrouted: false },
};

/** Creates each operation with fresh state. */
export const OPERATIONS: Readonly<Record<OperationName, () => Operation>> = {
  nothing: () => () => undefined,
  clock: () => () => void systemClock.now(),
  'good-recommended': () => recording(recommendedRules(), GOOD),
  'good-three': () => recording(threeRules(), GOOD),
  'bad-recommended': () => recording(recommendedRules(), BAD),
  'bad-three': () => recording(threeRules(), BAD),
};

function recording(rules: readonly AlertRule[], outcome: ObservedOutcome): Operation {
  class OrdersController {}
  const find = (): undefined => undefined;
  const engine = new IncidentEngine({ clock: systemClock, emit: () => undefined });
  const monitor = engine.monitor(new RuleBook(rules, {}).rulesFor(OrdersController, find), outcome.operation);
  let now = 0;
  return () => monitor.record(outcome, now++);
}
