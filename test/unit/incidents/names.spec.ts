import { expect, it } from 'vitest';

import { onException } from '../../../src/index.js';
import { IncidentEngine } from '../../../src/incidents/incident-engine.js';
import type { IncidentRecord } from '../../../src/incidents/incident-record.js';
import type { Transition } from '../../../src/incidents/incident.js';
import type { Monitor } from '../../../src/incidents/monitor.js';
import { RuleBook } from '../../../src/rules/rule-book.js';
import { VirtualClock } from '../../../src/testing/virtual-clock.js';
import { requestOutcome, type RequestEnd } from '../rules/outcomes.js';

class hunterError extends Error {}

/** A process with one task whose name and error contain a secret. */
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
  const record = (monitor: Monitor, end: RequestEnd): void =>
    monitor.record(requestOutcome({ operation: 'task', ...end }), clock.now());
  return { clock, engine, transitions, begin, record };
}

it('hides the secrets in the names of operations and errors, and recognises them after a restart', () => {
  const before = processWithTask();
  before.record(before.begin(), { status: 500, errors: [new hunterError('It failed.')] });
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
  after.record(task, { status: 500, errors: [new hunterError('It fails again.')] });
  expect(after.engine.active().map((incident) => incident.incidentId)).toEqual([incidentId]);
  for (let good = 0; good < 3; good++) after.record(task, { status: 200 });
  after.clock.advance('15m');
  expect(after.transitions.at(-1)).toMatchObject({ type: 'closed', reason: 'recovered', incident: { incidentId } });
});
