import { expect, it } from 'vitest';

import { onException } from '../../../src/index.js';
import { IncidentEngine } from '../../../src/incidents/incident-engine.js';
import type { IncidentRecord } from '../../../src/incidents/incident-record.js';
import type { Transition } from '../../../src/incidents/incident.js';
import { RuleBook } from '../../../src/rules/rule-book.js';
import { VirtualClock } from '../../../src/testing/virtual-clock.js';

class hunterError extends Error {}

/** A process with one task whose name and error hold a secret. */
function processWithTask() {
  const clock = new VirtualClock();
  const transitions: Transition[] = [];
  const engine = new IncidentEngine({
    clock,
    emit: (transition) => void transitions.push(transition),
    safeName: (name) => name.replace('hunter', '[redacted]'),
  });
  const rules = new RuleBook([onException()], {});
  const begin = () => engine.monitor(rules.rulesWithoutHandler, 'task:hunter');
  const outcome = { operation: 'task', handled: false, aborted: false, unrouted: false, status: 500 };
  return { clock, engine, transitions, begin, outcome };
}

it('hides the secrets in the names of operations and errors, and knows them again after a restart', () => {
  const before = processWithTask();
  before.begin().record({ ...before.outcome, errors: [new hunterError('It failed.')] }, before.clock.now());
  const opened = before.transitions.find(({ type }) => type === 'opened');
  if (opened?.type !== 'opened') throw new Error('Nothing was opened.');
  const { incidentId, operation, discriminator, rule, openedAt, bad, lastSeen } = opened.incident;
  expect([operation, discriminator]).toEqual(['task:[redacted]', '[redacted]Error']);

  const after = processWithTask();
  const { autoClose, staleAfter } = rule.policy;
  const written = { incidentId, operation, discriminator, openedAt, bad, lastSeen, autoClose, staleAfter };
  const record: IncidentRecord = { ...written, of: 'rule', ruleKey: rule.rule.key };
  after.engine.inherit([record]);
  const task = after.begin();
  task.record({ ...after.outcome, errors: [new hunterError('It fails again.')] }, after.clock.now());
  expect(after.engine.active().map((incident) => incident.incidentId)).toEqual([incidentId]);
  for (let good = 0; good < 3; good++) task.record({ ...after.outcome, status: 200, errors: [] }, after.clock.now());
  after.clock.advance('15m');
  expect(after.transitions.at(-1)).toMatchObject({ type: 'closed', reason: 'recovered', incident: { incidentId } });
});
