import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { onBurnRate } from '../../../src/rules/kinds/burn-rate.js';
import { onErrorRate } from '../../../src/rules/kinds/error-rate.js';
import { onException } from '../../../src/rules/kinds/exception.js';
import { onLatency } from '../../../src/rules/kinds/latency.js';
import { onStatus } from '../../../src/rules/kinds/status.js';
import { recommendedRules } from '../../../src/rules/recommended-rules.js';
import type { AlertRule } from '../../../src/rules/rule-kinds.js';
import { build } from './untyped.js';

class PaymentProviderDown extends Error {}
class OutOfStock extends Error {}

const STATUS = "must be a status from 100 to 599, a class like '5XX' or a range like '500-503'; got ";
const DURATION = "must be a duration above zero, in milliseconds or like '500ms', '2s', '5m', '1h'; got ";

const builders: readonly [string, (...args: never[]) => AlertRule, unknown][] = [
  ['onStatus', onStatus, 500],
  ['onLatency', onLatency, '2s'],
  ['onException', onException, Error],
  ['onErrorRate', onErrorRate, 0.01],
  ['onBurnRate', onBurnRate, 0.999],
];

describe('onLatency', () => {
  it('judges a share of the runs or counts them, not both', () => {
    expect(onLatency('2s', { share: 0.05, count: 3 }).problems).toEqual([
      { path: 'count', message: expect.stringMatching(/^cannot stand beside `share`: remove `count`/) as unknown },
    ]);
    expect(onLatency('2s', { share: 0.05 }).problems).toEqual([]);
    expect(onLatency('2s', { count: 3 }).problems).toEqual([]);
  });
});

describe('onStatus', () => {
  it.each([
    ['one status', 503, '503', [[503, 503]]],
    ['a class', '5XX', '5XX', [[500, 599]]],
    ['a class in lower case', '5xx', '5XX', [[500, 599]]],
    ['a range, both ends included', '500-503', '500-503', [[500, 503]]],
    ['a range of one', '500-500', '500-500', [[500, 500]]],
    [
      'a list, which is never a range',
      [500, 503],
      '500,503',
      [
        [500, 500],
        [503, 503],
      ],
    ],
    [
      'a mixed list',
      [402, '5XX', '520-530'],
      '402,520-530,5XX',
      [
        [402, 402],
        [500, 599],
        [520, 530],
      ],
    ],
    [
      'the lowest and the highest status',
      [100, 599],
      '100,599',
      [
        [100, 100],
        [599, 599],
      ],
    ],
  ])('takes %s', (_what, match, label, ranges) => {
    const rule = build(onStatus, match);
    expect(rule).toMatchObject({ kind: 'status', key: `status:${label}`, label, problems: [] });
    expect(rule.ranges.map(({ from, to }) => [from, to])).toEqual(ranges);
  });

  it('knows a rule again, whatever the order and the manner of its list', () => {
    expect(onStatus([503, '5xx', 500, 503]).key).toBe(onStatus([500, '5XX', 503]).key);
  });

  it.each([
    99,
    600,
    500.5,
    Number.NaN,
    '6XX',
    'xxx',
    '503',
    '503-500',
    '50-503',
    '500-600',
    '',
    null,
    undefined,
    true,
    {},
  ])('refuses %j', (match) => {
    expect(build(onStatus, match).problems).toEqual([{ path: 'match', message: expect.stringContaining(STATUS) }]);
  });

  it('refuses a list without a status, and each wrong item of a list', () => {
    expect(onStatus([]).problems).toEqual([{ path: 'match', message: 'must name at least one status' }]);
    expect(build(onStatus, [500, '6XX', 42]).problems).toEqual([
      { path: 'match', message: `${STATUS}'6XX'` },
      { path: 'match', message: `${STATUS}42` },
    ]);
  });
});

describe('onLatency', () => {
  it.each([
    [2_000, '2000ms', 2_000],
    ['2s', '2s', 2_000],
    [' 1.5m ', '1.5m', 90_000],
  ])('takes %j', (threshold, label, milliseconds) => {
    const rule = build(onLatency, threshold);
    expect(rule).toMatchObject({ kind: 'latency', key: 'latency', label, threshold: milliseconds, problems: [] });
  });

  it.each([0, -1, Number.NaN, '2', '2 seconds', '', null, undefined, {}, [2_000], Symbol('x')])(
    'refuses a wrong threshold (%#)',
    (threshold) => {
      expect(build(onLatency, threshold).problems).toEqual([
        { path: 'threshold', message: expect.stringContaining(DURATION) },
      ]);
    },
  );

  it('refuses a share that is none, and a window that is none', () => {
    expect(onLatency('2s', { share: 5, window: 0 }).problems).toEqual([
      { path: 'share', message: 'must be a share above 0 and below 1, e.g. 0.01 for 1%; got 5' },
      { path: 'window', message: `${DURATION}0` },
    ]);
  });
});

describe('onException', () => {
  it('is about any unexpected error without classes', () => {
    expect(onException()).toMatchObject({ kind: 'exception', key: 'exception', label: 'any', types: [], problems: [] });
    expect(onException({ priority: 'P1' })).toMatchObject({ key: 'exception', options: { priority: 'P1' }, types: [] });
    expect(onException(undefined)).toMatchObject({ key: 'exception', problems: [] });
  });

  it('is about the classes that it names', () => {
    expect(onException(PaymentProviderDown, { priority: 'P1' })).toMatchObject({
      key: 'exception:PaymentProviderDown',
      label: 'PaymentProviderDown',
      types: [PaymentProviderDown],
      options: { priority: 'P1' },
      problems: [],
    });
    expect(onException([PaymentProviderDown, OutOfStock]).key).toBe(onException([OutOfStock, PaymentProviderDown]).key);
  });

  it('refuses a list without a class', () => {
    expect(onException([]).problems).toEqual([{ path: 'types', message: 'must name at least one error class' }]);
  });

  it('does not become a rule about everything where a circular import left nothing of the class', () => {
    const problems = [
      { path: 'types', message: 'must be an error class; got undefined (is there a circular import?)' },
    ];
    expect(build(onException, undefined, { priority: 'P1' }).problems).toEqual(problems);
    expect(build(onException, [PaymentProviderDown, undefined]).problems).toEqual(problems);
  });

  it.each([['TypeError'], [new Error('x')], [() => true], [null], [5]])(
    'refuses what is no class of errors (%#)',
    (type) => {
      const problems = [{ path: 'types', message: expect.stringMatching(/^must be an error class; got /) }];
      expect(build(onException, [type]).problems).toEqual(problems);
      expect(build(onException, type, {}).problems.length).toBe(1);
    },
  );

  it('refuses exceptions to it that are no classes', () => {
    expect(build(onException, { except: ['TypeError'] }).problems).toEqual([
      { path: 'except', message: "item 0 must be an error class; got 'TypeError'" },
    ]);
    expect(build(onException, { except: Error }).problems).toEqual([
      { path: 'except', message: 'must be an array; got the function Error' },
    ]);
  });
});

describe('onErrorRate', () => {
  it.each([
    [0.01, '1%'],
    [0.005, '0.5%'],
    [0.07, '7%'],
    [0.29, '29%'],
  ])('takes %d and calls it %s', (ratio, label) => {
    expect(onErrorRate(ratio)).toMatchObject({ kind: 'errorRate', key: 'errorRate', label, ratio, problems: [] });
  });

  it.each([0, 1, 5, -0.1, Number.NaN, '1%', null, undefined, {}, Symbol('x'), 1n, Object.create(null)])(
    'refuses a wrong ratio (%#)',
    (ratio) => {
      expect(build(onErrorRate, ratio).problems).toEqual([
        {
          path: 'ratio',
          message: expect.stringMatching(/^must be a share above 0 and below 1, e\.g\. 0\.01 for 1%; got /),
        },
      ]);
    },
  );
});

describe('onBurnRate', () => {
  it.each([
    [0.999, '99.9%'],
    [0.99, '99%'],
    [0.9995, '99.95%'],
  ])('takes %d and calls it %s', (objective, label) => {
    expect(onBurnRate(objective)).toMatchObject({ kind: 'burnRate', key: 'burnRate', label, objective, problems: [] });
  });

  it.each([0, 1, 99.9, Number.NaN, '99.9%', null, undefined, {}, Symbol('x'), 1n])(
    'refuses a wrong objective (%#)',
    (objective) => {
      expect(build(onBurnRate, objective).problems).toEqual([
        {
          path: 'objective',
          message: expect.stringMatching(/^must be a share above 0 and below 1, e\.g\. 0\.999 for 99\.9%; got /),
        },
      ]);
    },
  );

  it.each([
    [[], 'must hold at least one { long, short?, factor }'],
    ['1h', "must be an array; got '1h'"],
    [['1h'], "item 0 must be { long, short?, factor }; got '1h'"],
    [[{ short: '5m', factor: 1 }], `item 0 has a long window that ${DURATION}undefined`],
    [[{ long: '1h', short: 'x', factor: 1 }], `item 0 has a short window that ${DURATION}'x'`],
    [[{ long: '1h', short: '1h', factor: 1 }], 'item 0 must have a short window that is shorter than the long one'],
    [[{ long: '1h', factor: 0 }], 'item 0 must have a factor above zero; got 0'],
    [[{ long: '1h', factor: '2' }], "item 0 must have a factor above zero; got '2'"],
  ])('refuses the pairs %j', (pairs, message) => {
    expect(build(onBurnRate, 0.999, { pairs }).problems).toEqual([{ path: 'pairs', message }]);
  });

  it('takes pairs with and without a short window', () => {
    const pairs = [{ long: '1h', short: '5m', factor: 14.4 } as const, { long: '6h', factor: 6 } as const];
    expect(onBurnRate(0.999, { pairs, latency: '300ms' }).problems).toEqual([]);
  });
});

describe.each(builders)('%s', (_name, builder, match) => {
  it('takes the name instead of the matcher into its key', () => {
    const rule = build(builder, match, { name: 'checkout' });
    expect(rule.key).toBe(`${rule.kind}:checkout`);
    expect(rule.problems).toEqual([]);
  });

  it('tells everything that is wrong with its options, with path and fix', () => {
    const wrong = {
      priority: 'P0',
      tags: 'orders',
      count: 0,
      within: 'soon',
      recoveryRatio: 2,
      autoClose: 'yes',
      name: '',
      enabled: 1,
      responders: [{ type: 'team' }],
      treshold: 5,
    };
    const { problems } = build(builder, match, wrong);
    expect(problems.map(({ path }) => path).toSorted()).toEqual(Object.keys(wrong).toSorted());
    for (const { message } of problems)
      expect(message).toMatch(/must|is not an option; the options here are .*priority/);
  });

  it('takes every option of a shape and of a policy', () => {
    const options = {
      message: 'm',
      description: () => 'd',
      alias: 'a',
      priority: 'P1',
      tags: ['t'],
      details: { a: 1 },
      responders: [{ type: 'team', name: 't' }],
      visibleTo: [{ type: 'user', username: 'a@b.example' }],
      actions: ['restart'],
      entity: 'e',
      source: 's',
      user: 'u',
      note: 'n',
      count: 3,
      within: '5m',
      for: 0,
      minSamples: 10,
      keepFiringFor: '5m',
      recoveryRatio: 0.5,
      autoClose: false,
      staleAfter: '1d',
      enabled: false,
    };
    expect(build(builder, match, options).problems).toEqual([]);
  });

  it.each([null, 'P1', 5, true, [], Symbol('x')])('refuses options that are no object (%#)', (options) => {
    expect(build(builder, match, options).problems).toEqual([
      { path: 'options', message: expect.stringMatching(/^must be an object; got /) },
    ]);
  });

  it('takes undefined for no options', () => {
    expect(build(builder, match, undefined).problems).toEqual([]);
  });

  it('names a problem, and never breaks, whatever it is given', () => {
    const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true });
    fc.assert(
      fc.property(anything, anything, (first, second) => {
        const { kind, key, label, problems } = build(builder, first, second);
        expect([typeof kind, typeof key, typeof label]).toEqual(['string', 'string', 'string']);
        for (const { path, message } of problems) expect(`${path} ${message}`).toMatch(/must|is not an option|has a/);
      }),
    );
  });
});

describe('recommendedRules', () => {
  it('watches the failures of the whole service, and can stand beside other rules', () => {
    expect(recommendedRules()).toMatchObject([{ kind: 'errorRate', ratio: 0.01, problems: [] }]);
    expect(new Set([...recommendedRules(), onStatus(503)].map(({ key }) => key)).size).toBe(2);
  });
});
