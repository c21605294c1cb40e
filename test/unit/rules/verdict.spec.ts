import { causeOf, type Cause } from '../../../src/rules/cause.js';
import { NotFoundException } from '@nestjs/common';
import { describe, expect, it } from 'vitest';

import { ErrorNames } from '../../../src/rules/error-names.js';
import { onBurnRate } from '../../../src/rules/kinds/burn-rate.js';
import { onErrorRate } from '../../../src/rules/kinds/error-rate.js';
import { onException } from '../../../src/rules/kinds/exception.js';
import { onLatency } from '../../../src/rules/kinds/latency.js';
import { onStatus } from '../../../src/rules/kinds/status.js';
import type { AlertRule } from '../../../src/rules/rule-kinds.js';
import type { ObservedOutcome } from '../../../src/rules/outcome.js';
import type { Verdict } from '../../../src/rules/verdict.js';
import { discriminatorOf, judgeOf, specificityOf } from './kind-of.js';
import { expectedErrors, unexpectedErrors } from './errors.js';
import { failure, outcome, type RequestEnd } from './outcomes.js';

class PaymentProviderDown extends Error {}
class PaymentTimeout extends PaymentProviderDown {}
class OutOfStock extends Error {}

const notFound = expectedErrors.get('an HttpException below 500');

/** The outcomes of which a rule thinks otherwise than it should. */
function wrongVerdicts(rule: AlertRule, verdicts: readonly [string, ObservedOutcome, Verdict][]): string[] {
  const judge = judgeOf(rule);
  return verdicts.flatMap(([what, given, right]) => {
    const verdict = judge(given);
    return verdict === right ? [] : [`${what}: ${verdict} instead of ${right}`];
  });
}

describe('a status rule', () => {
  it('judges only the status on the wire', () => {
    expect(
      wrongVerdicts(onStatus(['500-503', 402]), [
        ['200', outcome(), 'good'],
        ['402', outcome({ status: 402 }), 'bad'],
        ['499', outcome({ status: 499 }), 'good'],
        ['the lower end of a range', outcome({ status: 500 }), 'bad'],
        ['the upper end of a range', outcome({ status: 503 }), 'bad'],
        ['beyond a range: to fail in another way is no recovery', outcome({ status: 504 }), 'ignored'],
        ['an error that was answered with 200', outcome({ errors: [new Error('x')], handled: true }), 'good'],
        ['500 without any error', outcome({ status: 500 }), 'bad'],
      ]),
    ).toEqual([]);
  });

  it('covers its whole class', () => {
    expect(
      wrongVerdicts(onStatus('5xx'), [
        ['500', outcome({ status: 500 }), 'bad'],
        ['599', outcome({ status: 599 }), 'bad'],
        ['499', outcome({ status: 499 }), 'good'],
      ]),
    ).toEqual([]);
  });

  it('is neutral without a status, or if the client has disconnected', () => {
    expect(
      wrongVerdicts(onStatus('5XX'), [
        ['no status', outcome({ status: undefined }), 'ignored'],
        ['a client that went away', outcome({ aborted: true, status: undefined }), 'ignored'],
        ['a client that went away from a 500', outcome({ aborted: true, status: 500 }), 'ignored'],
      ]),
    ).toEqual([]);
  });

  it.each<[Parameters<typeof onStatus>[0], Verdict]>([
    [404, 'bad'],
    ['4XX', 'bad'],
    ['400-410', 'bad'],
    [[404, 500], 'bad'],
    ['5XX', 'ignored'],
    ['400-403', 'ignored'],
    ['400-599', 'ignored'],
  ])('of %j finds an unknown route %s', (match, verdict) => {
    expect(judgeOf(onStatus(match))(outcome({ status: 404, unrouted: true }))).toBe(verdict);
  });

  it('counts failures before any handler was found', () => {
    expect(judgeOf(onStatus('5XX'))(outcome({ status: 500, unrouted: true }))).toBe('bad');
  });
});

describe('a latency rule', () => {
  it('judges the duration of a run', () => {
    expect(
      wrongVerdicts(onLatency('2s'), [
        ['faster', outcome({ durationMs: 1_999 }), 'good'],
        ['exactly the threshold', outcome({ durationMs: 2_000 }), 'good'],
        ['slower', outcome({ durationMs: 2_000.1 }), 'bad'],
        ['slow and failed', failure(new Error('x'), { durationMs: 5_000 }), 'bad'],
      ]),
    ).toEqual([]);
  });

  it('is neutral for runs without a duration, and does not count failing fast as healthy', () => {
    expect(
      wrongVerdicts(onLatency('2s'), [
        ['no duration', outcome({ durationMs: undefined }), 'ignored'],
        ['a client that left during the answer', outcome({ durationMs: 5_000, aborted: true }), 'ignored'],
        ['a client that left early', outcome({ durationMs: 1_999, aborted: true, unanswered: true }), 'ignored'],
        ['an unknown route', outcome({ durationMs: 5_000, unrouted: true, status: 404 }), 'ignored'],
        ['failed fast', failure(new Error('x')), 'ignored'],
        ['answered 400 fast', failure(notFound, { status: 400, handled: true }), 'good'],
      ]),
    ).toEqual([]);
  });
});

describe('a request that its client gave up before any answer', () => {
  const givenUp = { status: undefined, aborted: true, unanswered: true };
  const unknownRoute = { ...givenUp, unrouted: true, executed: false, errors: [new NotFoundException()] };

  it.each([onLatency('2s'), onLatency('2s', { share: 0.1 }), onBurnRate(0.99, { latency: '2s' })])(
    'was slow if it had exceeded the threshold: $kind',
    (rule) => {
      expect(
        wrongVerdicts(rule, [
          ['slow by then', outcome({ ...givenUp, durationMs: 2_001 }), 'bad'],
          ['slow by then, before any handler', outcome({ ...givenUp, durationMs: 2_001, unrouted: true }), 'bad'],
          ['not slow yet', outcome({ ...givenUp, durationMs: 2_000 }), 'ignored'],
          ['of which no time is known', outcome({ ...givenUp, durationMs: undefined }), 'ignored'],
          ['for an unknown route', outcome({ ...unknownRoute, durationMs: 2_001 }), 'ignored'],
          ['answered late by middleware', outcome({ durationMs: 2_001, unrouted: true, executed: false }), 'ignored'],
        ]),
      ).toEqual([]);
    },
  );

  it.each([onErrorRate(0.01), onBurnRate(0.999)])('is not a success if it waited: $kind', (rule) => {
    expect(
      wrongVerdicts(rule, [
        ['waited', outcome({ ...givenUp, durationMs: 500 }), 'unanswered'],
        ['changed its mind', outcome({ ...givenUp, durationMs: 499 }), 'ignored'],
        ['left during the answer', outcome({ status: undefined, aborted: true, durationMs: 60_000 }), 'ignored'],
        ['waited before any handler', outcome({ ...givenUp, durationMs: 500, unrouted: true }), 'unanswered'],
        ['waited for an unknown route', outcome({ ...unknownRoute, durationMs: 500 }), 'ignored'],
      ]),
    ).toEqual([]);
  });
});

/** What is no work of the operation itself. */
const neutral: readonly [string, RequestEnd][] = [
  ['401 by a guard', { status: 401, executed: false }],
  ['404 by a guard', { status: 404, executed: false }],
  ['401 by the operation', { status: 401 }],
  ['403 by the operation', { status: 403 }],
  ['429 by the operation', { status: 429 }],
];

describe('a refusal', () => {
  it.each([
    onStatus('5XX'),
    onLatency('2s'),
    onException(),
    onException(PaymentProviderDown),
    onErrorRate(0.01),
    onBurnRate(0.999),
    onBurnRate(0.999, { latency: '2s' }),
  ])('does not count as healthy: $kind', (rule) => {
    const verdicts = neutral.map(([what, different]): [string, ObservedOutcome, Verdict] => [
      what,
      outcome(different),
      'ignored',
    ]);
    expect(wrongVerdicts(rule, verdicts)).toEqual([]);
  });

  it('counts for a rule that names its status', () => {
    expect(judgeOf(onStatus(429))(outcome({ status: 429, executed: false }))).toBe('bad');
    expect(judgeOf(onStatus('4XX'))(outcome({ status: 401, executed: false }))).toBe('bad');
  });
});

describe('a successful answer without a handler', () => {
  const answered: readonly [string, RequestEnd][] = [
    ['by middleware', { unrouted: true, executed: false }],
    ['a preflight', { unrouted: true, executed: false, status: 204 }],
    ['by a route of the server itself', { executed: false }],
  ];

  it.each([onErrorRate(0.01), onBurnRate(0.999), onBurnRate(0.999, { latency: '2s' })])(
    'is neutral for $kind',
    (rule) => {
      const verdicts = answered.map(([what, different]): [string, ObservedOutcome, Verdict] => [
        what,
        outcome(different),
        'ignored',
      ]);
      expect(wrongVerdicts(rule, verdicts)).toEqual([]);
    },
  );

  it.each([onStatus('5XX'), onException()])('is the recovery of the same operation: $kind', (rule) => {
    const verdicts = answered.map(([what, different]): [string, ObservedOutcome, Verdict] => [
      what,
      outcome(different),
      'good',
    ]);
    expect(wrongVerdicts(rule, verdicts)).toEqual([]);
  });
});

describe('a response that the server cut off', () => {
  it('is a failed run, and not a recovery', () => {
    const cutOff = outcome({ cutOff: true, status: undefined });
    expect(judgeOf(onErrorRate(0.01))(cutOff)).toBe('bad');
    expect(judgeOf(onBurnRate(0.999))(cutOff)).toBe('bad');
    expect(judgeOf(onException())(cutOff)).toBe('ignored');
    expect(judgeOf(onStatus('5XX'))(outcome({ cutOff: true }))).toBe('ignored');
    expect(judgeOf(onLatency('2s'))(outcome({ cutOff: true }))).toBe('ignored');
  });
});

describe('a 408', () => {
  it.each([onErrorRate(0.01), onBurnRate(0.999)])('is a failed run, whichever part answers it: $kind', (rule) => {
    expect(
      wrongVerdicts(rule, [
        ['of the operation', outcome({ status: 408, errors: [new Error('x')], handled: true }), 'bad'],
        ['of a guard', outcome({ status: 408, executed: false }), 'bad'],
        ['of middleware', outcome({ status: 408, executed: false, unrouted: true }), 'bad'],
      ]),
    ).toEqual([]);
  });

  it.each([onStatus('5XX'), onException(), onLatency('2s')])('is not a recovery: $kind', (rule) => {
    expect(judgeOf(rule)(outcome({ status: 408, executed: false, unrouted: true }))).toBe('ignored');
  });
});

describe('an exception rule without classes', () => {
  const rule = onException();

  it.each([...expectedErrors])('counts %s as an ordinary answer', (_what, error) => {
    expect(judgeOf(rule)(failure(error, { status: 404, handled: true }))).toBe('good');
  });

  it.each([...unexpectedErrors])('counts %s as a failure', (_what, error) => {
    expect(judgeOf(rule)(failure(error))).toBe('bad');
  });

  it('ignores errors that the application mapped below 500', () => {
    expect(judgeOf(rule)(outcome({ status: 422, errors: [new TypeError('x')], handled: true }))).toBe('good');
  });

  it('sees an unexpected error behind an expected one', () => {
    expect(judgeOf(rule)(failure(notFound, { errors: [notFound, new TypeError('x')] }))).toBe('bad');
  });

  it('counts an error of a request whose client disconnected, but not the disconnection', () => {
    expect(
      wrongVerdicts(rule, [
        ['only aborted', outcome({ aborted: true }), 'ignored'],
        ['failed and aborted', failure(new Error('x'), { aborted: true, status: undefined }), 'bad'],
        ['all well', outcome(), 'good'],
      ]),
    ).toEqual([]);
  });

  it('ignores unknown routes, but counts errors of middleware', () => {
    expect(
      wrongVerdicts(rule, [
        ['an unknown route', outcome({ status: 404, unrouted: true, errors: [notFound] }), 'ignored'],
        ['middleware that throws', failure(new Error('x'), { unrouted: true }), 'bad'],
      ]),
    ).toEqual([]);
  });
});

describe('an exception rule with classes', () => {
  it('finds its classes, their subclasses, causes and the members of an AggregateError, whatever was answered', () => {
    expect(
      wrongVerdicts(onException(PaymentProviderDown), [
        ['the class', failure(new PaymentProviderDown('x')), 'bad'],
        ['a subclass', failure(new PaymentTimeout('x')), 'bad'],
        ['another class: to fail in another way is no recovery', failure(new OutOfStock('x')), 'ignored'],
        ['another class that a filter answered', outcome({ errors: [new OutOfStock('x')], handled: true }), 'good'],
        ['mapped to 200', outcome({ errors: [new PaymentProviderDown('x')], handled: true }), 'bad'],
        ['a cause', failure(new Error('x', { cause: new PaymentTimeout('y') })), 'bad'],
        [
          'a cause of a cause',
          failure(new Error('x', { cause: new Error('y', { cause: new PaymentTimeout('z') }) })),
          'bad',
        ],
        ['one of several', failure(new AggregateError([new Error('x'), new PaymentTimeout('y')])), 'bad'],
        ['what is no error', failure('PaymentProviderDown'), 'ignored'],
        ['no error', outcome(), 'good'],
      ]),
    ).toEqual([]);
  });

  it('can be about expected errors, though not about unknown routes', () => {
    class NotFound extends Error {
      getStatus = (): number => 404;
      getResponse = (): string => 'none';
    }
    expect(
      wrongVerdicts(onException(NotFound), [
        ['thrown by a handler', outcome({ status: 404, errors: [new NotFound()], handled: true }), 'bad'],
        [
          'an unknown route',
          outcome({ status: 404, errors: [new NotFound()], handled: true, unrouted: true }),
          'ignored',
        ],
      ]),
    ).toEqual([]);
  });
});

describe('an exception rule with exceptions to it', () => {
  it('ignores these classes, and errors caused by them', () => {
    expect(
      wrongVerdicts(onException({ except: [OutOfStock] }), [
        ['an excepted class', failure(new OutOfStock('x')), 'ignored'],
        ['caused by one', failure(new Error('x', { cause: new OutOfStock('y') })), 'ignored'],
        ['anything else', failure(new Error('x')), 'bad'],
      ]),
    ).toEqual([]);
    expect(
      wrongVerdicts(onException(PaymentProviderDown, { except: [PaymentTimeout] }), [
        ['an excepted subclass', failure(new PaymentTimeout('x')), 'ignored'],
        ['the class itself', failure(new PaymentProviderDown('x')), 'bad'],
      ]),
    ).toEqual([]);
  });
});

describe.each([onErrorRate(0.01), onBurnRate(0.999)])('a rule about failures: $kind', (rule) => {
  it('counts failures and successes', () => {
    expect(
      wrongVerdicts(rule, [
        ['well', outcome(), 'good'],
        ['404 of a handler', outcome({ status: 404, errors: [notFound], handled: true }), 'good'],
        ['500', outcome({ status: 500 }), 'bad'],
        ['503 by an HttpException', failure(unexpectedErrors.get('an HttpException of 500'), { status: 503 }), 'bad'],
        ['an unexpected error of a task', outcome({ status: undefined, errors: [new Error('x')] }), 'bad'],
        ['mapped below 500', outcome({ status: 422, errors: [new Error('x')], handled: true }), 'good'],
        ['500 before any handler', outcome({ status: 500, unrouted: true }), 'bad'],
        ['200 by a middleware', outcome({ unrouted: true }), 'ignored'],
      ]),
    ).toEqual([]);
  });

  it('ignores aborted requests and unknown routes', () => {
    expect(
      wrongVerdicts(rule, [
        ['aborted', outcome({ aborted: true, status: undefined }), 'ignored'],
        ['an unknown route', outcome({ status: 404, unrouted: true, errors: [notFound] }), 'ignored'],
      ]),
    ).toEqual([]);
  });
});

describe('a burn rate rule about latency', () => {
  it('counts slow runs, and leaves failures to other rules', () => {
    expect(
      wrongVerdicts(onBurnRate(0.99, { latency: '300ms' }), [
        ['fast', outcome({ durationMs: 300 }), 'good'],
        ['slow', outcome({ durationMs: 301 }), 'bad'],
        ['failed', failure(new Error('x'), { durationMs: 900 }), 'ignored'],
        ['aborted', outcome({ aborted: true, durationMs: 900 }), 'ignored'],
        ['without a latency', outcome({ durationMs: undefined }), 'ignored'],
        ['an unknown route', outcome({ unrouted: true, durationMs: 900, status: 404 }), 'ignored'],
      ]),
    ).toEqual([]);
  });
});

const discriminator = (rule: AlertRule, given: ObservedOutcome): string =>
  discriminatorOf(rule, given, new ErrorNames());
const cause = (given: ObservedOutcome): Cause => causeOf(given, new ErrorNames());

describe('the discriminator of bad outcomes', () => {
  it('is the matcher, and never the single request', () => {
    expect(discriminator(onStatus('5xx'), outcome({ status: 503 }))).toBe('5XX');
    expect(discriminator(onLatency('2s'), outcome({ durationMs: 3_456 }))).toBe('2s');
    expect(discriminator(onErrorRate(0.01), outcome({ status: 503 }))).toBe('1%');
  });

  it('is the class of an error: the one that the rule names, else the one of the error', () => {
    const both = onException([PaymentProviderDown, PaymentTimeout]);
    expect(discriminator(onException(PaymentProviderDown), failure(new PaymentTimeout('x')))).toBe(
      'PaymentProviderDown',
    );
    expect(discriminator(both, failure(new PaymentTimeout('x')))).toBe('PaymentTimeout');
    expect(discriminator(onException(), failure(new PaymentTimeout('x')))).toBe('PaymentTimeout');
    expect(discriminator(onException(), failure(notFound, { errors: [notFound, new TypeError('x')] }))).toBe(
      'TypeError',
    );
  });

  it.each([
    ['a text', 'boom', 'NonError'],
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a number', 42, 'number'],
    ['a truth value', false, 'boolean'],
    ['a symbol', Symbol('s'), 'symbol'],
    ['an object', { id: 7 }, 'object'],
    ['an object without a prototype', Object.create(null), 'object'],
    ['an object that pretends to have a class', { constructor: { name: 'Order 17' } }, 'object'],
    ['an object of a class', new (class Refusal {})(), 'Refusal'],
    ['an object with a message', { message: 'x' }, 'NonError'],
    ['a class without a name', new (class extends Error {})('x'), 'Error'],
    ['an error with a name of its own', Object.assign(new Error('x'), { name: 'ValidationError' }), 'ValidationError'],
  ])('is the name that alert texts use, when what was thrown was %s', (_what, thrown, name) => {
    expect(discriminator(onException(), failure(thrown))).toBe(name);
  });

  it('exists for any hostile value', () => {
    for (const error of unexpectedErrors.values()) {
      expect(discriminator(onException(), failure(error))).toEqual(expect.stringMatching(/./));
      expect(cause(failure(error)).operation).toBe('GET /orders/:id');
    }
  });
});

describe('the cause of an outcome', () => {
  it.each([
    [failure(new TypeError('order 17')), { what: 'TypeError', status: 500, message: 'order 17' }],
    [outcome({ status: undefined, errors: ['oops'] }), { what: 'NonError', status: undefined, message: 'oops' }],
    [outcome({ status: 503 }), { what: '', status: 503, message: '' }],
    [outcome({ status: 200, durationMs: 5_000 }), { what: 'slow', status: 200, message: '' }],
    [
      { ...outcome({ status: undefined, durationMs: undefined }), waitMs: 720_000 },
      { what: 'waited too long', status: undefined, message: '' },
    ],
    [outcome({ status: undefined, durationMs: undefined }), { what: 'failed', status: undefined, message: '' }],
  ])('%# is said by class, status and message', (given, said) => {
    expect(cause(given)).toMatchObject({ ...said, operation: 'GET /orders/:id' });
  });

  it('is the same for messages that differ in ids and numbers only', () => {
    const [disk, sameDisk, timeout] = [
      'disk full for order 4711',
      'disk full for order 4712',
      'timeout after 30 s',
    ].map((message) => cause(failure(new Error(message))).key);
    expect(sameDisk).toBe(disk);
    expect(timeout).not.toBe(disk);
  });

  it('does not depend on the outcome before', () => {
    const names = new ErrorNames();
    const texts = ['order 17', 'order 18', `${'x'.repeat(1_500)}1`, `${'x'.repeat(1_500)}2`, ''];
    const errors = texts.flatMap((text) => [new Error(text), new TypeError(text), text, { message: text }]);
    const outcomes = [...errors, undefined].flatMap((error) => [
      failure(error),
      failure(error, { status: 503 }),
      failure(error, { operation: 'GET /other' }),
      outcome({ status: undefined, aborted: true, errors: [error] }),
    ]);
    outcomes.push(outcome({ status: 503 }), outcome({ status: undefined, aborted: true }), outcome());
    const alone = outcomes.map((given) => causeOf(given, names));
    const after = outcomes.map((given) => alone.map((before) => causeOf(given, names, before)));
    expect(after).toEqual(alone.map((right) => alone.map(() => right)));
  });
});

describe('the specificity of a rule', () => {
  it('is most for an exact status, less for a range, least for a class', () => {
    const given = outcome({ status: 503 });
    const [exact = 0, range = 0, whole = 0] = ([503, '500-503', '5XX'] as const).map((match) =>
      specificityOf(onStatus(match), given),
    );
    expect(exact).toBeGreaterThan(range);
    expect(range).toBeGreaterThan(whole);
    expect(specificityOf(onStatus(['5XX', 503]), given)).toBe(exact);
    expect(specificityOf(onStatus(['5XX', 503]), outcome({ status: 500 }))).toBe(whole);
  });

  it('is most for the most derived class of errors, and least without a class', () => {
    const given = failure(new PaymentTimeout('x'));
    const derived = specificityOf(onException(PaymentTimeout), given);
    const base = specificityOf(onException(PaymentProviderDown), given);
    const any = specificityOf(onException(Error), given);
    expect(derived).toBeGreaterThan(base);
    expect(base).toBeGreaterThan(any);
    expect(any).toBeGreaterThan(specificityOf(onException(), given));
  });
});

describe('a run of another kind than HTTP', () => {
  const task = (errors: readonly unknown[], durationMs: number): ObservedOutcome => ({
    kind: 'task',
    operation: 'task:reindex',
    durationMs,
    errors,
    handled: false,
  });

  it('is judged by its errors and its duration, as it has nothing of HTTP', () => {
    const rules = [onStatus('5XX'), onException(), onLatency('2s'), onErrorRate(0.01), onBurnRate(0.999)];
    const judged = (run: ObservedOutcome): readonly Verdict[] => rules.map((rule) => judgeOf(rule)(run));
    expect(judged(task([], 10))).toEqual(['ignored', 'good', 'good', 'good', 'good']);
    expect(judged(task([], 5_000))).toEqual(['ignored', 'good', 'bad', 'good', 'good']);
    expect(judged(task([new Error('x')], 10))).toEqual(['ignored', 'bad', 'ignored', 'bad', 'bad']);
    expect(cause(task([new TypeError('x')], 10))).toMatchObject({
      what: 'TypeError',
      operation: 'task:reindex',
      status: undefined,
    });
    expect(cause(task([], 10))).toMatchObject({ what: 'slow', operation: 'task:reindex' });
  });
});
