import { expect, it } from 'vitest';

import { onErrorRate } from '../../../src/rules/kinds/error-rate.js';
import { onException } from '../../../src/rules/kinds/exception.js';
import { onLatency } from '../../../src/rules/kinds/latency.js';
import type { ObservedOutcome } from '../../../src/rules/outcome.js';
import { RuleBook } from '../../../src/rules/rule-book.js';

const RUN: ObservedOutcome = { kind: 'rpc', operation: 'rpc:sum', durationMs: 1, errors: [], handled: false };

function verdicts(outcome: Partial<ObservedOutcome>): Record<string, string> {
  const rules = new RuleBook([onException(), onErrorRate(0.1), onLatency('1s')], {}).rulesWithoutHandler;
  return Object.fromEntries(rules.map(({ rule, judge }) => [rule.kind, judge({ ...RUN, ...outcome })]));
}

/** What Nest calls errors that are ordinary answers. */
class IntrinsicException extends Error {}

it('takes a run that is tried again for a failure only where rates are counted', () => {
  const again = { errors: [new Error('not yet')], willRetry: true, caller: 'none' } as const;

  expect(verdicts(again)).toEqual({ exception: 'ignored', errorRate: 'bad', latency: 'ignored' });
});

it('takes a message that a guard answered for no sign that its handler is well', () => {
  const refused = { errors: [new IntrinsicException('who are you?')], refused: true, durationMs: undefined };

  expect(verdicts(refused)).toEqual({ exception: 'ignored', errorRate: 'ignored', latency: 'ignored' });
  expect(verdicts({ errors: refused.errors })).toEqual({ exception: 'good', errorRate: 'good', latency: 'good' });
});

it('takes a guard that breaks for a failure', () => {
  const broken = { errors: [new Error('no session store')], refused: true, durationMs: undefined };

  expect(verdicts(broken)).toEqual({ exception: 'bad', errorRate: 'bad', latency: 'ignored' });
});
