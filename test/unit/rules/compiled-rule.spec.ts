import { describe, expect, it } from 'vitest';

import {
  onBurnRate,
  onErrorRate,
  onException,
  onLatency,
  onStatus,
  recommendedRules,
  type Rule,
} from '../../../src/index.js';
import type { CompiledRule } from '../../../src/rules/compiled-rule.js';
import { rulesInFleet } from '../../../src/rules/recommended-rules.js';
import { RuleBook } from '../../../src/rules/rule-book.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function compiled(rule: Rule): CompiledRule | undefined {
  return new RuleBook([rule], {}).rulesWithoutHandler[0];
}

describe('the defaults of a rule', () => {
  it.each([onStatus('5XX'), onLatency('2s'), onException()])('$kind: the first bad sample is an incident', (rule) => {
    expect(compiled(rule)?.policy).toEqual({
      measure: { type: 'count', count: 1, within: 5 * MINUTE },
      for: 0,
      keepFiringFor: (rule.kind === 'exception' ? 15 : 5) * MINUTE,
      recoveryRatio: 0.5,
      autoClose: true,
      staleAfter: 24 * HOUR,
      recovery: 'sustained',
      closesAtOnce: false,
    });
    expect(compiled(rule)?.shape.priority).toBe('P4');
  });

  it('errorRate: ten minutes, confirmed by a twelfth, of at least 20 samples and 10 bad ones', () => {
    expect(compiled(onErrorRate(0.01))?.policy.measure).toEqual({
      type: 'ratio',
      pairs: [{ long: 10 * MINUTE, short: (10 * MINUTE) / 12, threshold: 0.01 }],
      minSamples: 20,
      minBad: 10,
    });
  });

  it('errorRate of the recommended rules: the same, and in a fleet a lower share over an hour, and nothing that is over soon', () => {
    const [alone] = recommendedRules();
    const [together] = rulesInFleet(recommendedRules());
    const pair = { long: 10 * MINUTE, short: (10 * MINUTE) / 12, threshold: 0.01 };
    expect(alone && compiled(alone)?.policy).toMatchObject({ for: 0, measure: { pairs: [pair], latest: undefined } });
    const slow = { long: HOUR, short: 5 * MINUTE, threshold: 0.0035 };
    expect(together && compiled(together)?.policy).toMatchObject({
      for: 15_000,
      measure: { pairs: [pair, slow], latest: 6_000, minSamples: 20, minBad: 10 },
    });
  });

  it('burnRate: three pairs of windows, with the factors turned into shares', () => {
    expect(compiled(onBurnRate(0.99))?.policy.measure).toMatchObject({
      type: 'ratio',
      pairs: [
        { long: 10 * MINUTE, short: 50_000, threshold: expect.closeTo(0.2, 6) },
        { long: HOUR, short: 5 * MINUTE, threshold: expect.closeTo(0.144, 6) },
        { long: 6 * HOUR, short: 30 * MINUTE, threshold: expect.closeTo(0.06, 6) },
      ],
    });
  });
});

describe('the options of a rule', () => {
  it('makes a count of bad samples within a time', () => {
    const { policy } = compiled(onStatus(500, { count: 3, within: '1m', for: '30s', keepFiringFor: 1_000 })) ?? {};
    expect(policy).toMatchObject({
      measure: { type: 'count', count: 3, within: MINUTE },
      for: 30_000,
      keepFiringFor: 1_000,
    });
  });

  it('makes a ratio of a latency with a share', () => {
    expect(compiled(onLatency('2s', { share: 0.05, window: '12m', minSamples: 5 }))?.policy.measure).toEqual({
      type: 'ratio',
      pairs: [{ long: 12 * MINUTE, short: MINUTE, threshold: 0.05 }],
      minSamples: 5,
      minBad: 10,
    });
  });

  it('makes the windows of pairs, a twelfth where no short one is given', () => {
    const rule = onBurnRate(0.9, {
      pairs: [
        { long: '12m', factor: 2 },
        { long: '1h', short: '1m', factor: 1 },
      ],
    });
    expect(compiled(rule)?.policy.measure).toMatchObject({
      pairs: [
        { long: 12 * MINUTE, short: MINUTE, threshold: expect.closeTo(0.2, 6) },
        { long: HOUR, short: MINUTE, threshold: expect.closeTo(0.1, 6) },
      ],
    });
  });
});
