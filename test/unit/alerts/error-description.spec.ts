import fc from 'fast-check';
import { HttpException, NotFoundException } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { describeError } from '../../../src/alerts/text/error-description.js';
import { errorHeadline, errorText } from '../../../src/alerts/text/error-text.js';

class PaymentProviderDown extends Error {}

const throwingProxy = (target: object) =>
  new Proxy(target, {
    get() {
      throw new Error('get');
    },
    getPrototypeOf() {
      throw new Error('getPrototypeOf');
    },
    ownKeys() {
      throw new Error('ownKeys');
    },
    has() {
      throw new Error('has');
    },
  });

describe('describeError', () => {
  it('names an error by its class, also when it sets no name', () => {
    expect(describeError(new PaymentProviderDown('x')).name).toBe('PaymentProviderDown');
    expect(describeError(new TypeError('x')).name).toBe('TypeError');
    expect(describeError(new NotFoundException()).name).toBe('NotFoundException');
    expect(describeError(Object.assign(new Error('x'), { name: 'Custom' })).name).toBe('Custom');
    expect(describeError({ message: 'x' }).name).toBe('NonError');
  });

  it('includes the status of an HTTP exception', () => {
    expect(errorHeadline(describeError(new HttpException('no such order', 404)))).toBe(
      'HttpException (404): no such order',
    );
  });

  it('includes causes and the members of an AggregateError, each once', () => {
    const root = new Error('ECONNREFUSED');
    const error = new PaymentProviderDown('charge failed', {
      cause: new AggregateError([root, new TypeError('bad')], 'all failed', { cause: root }),
    });
    expect(errorText(describeError(error), false).split('\n')).toEqual([
      'PaymentProviderDown: charge failed',
      'Caused by: AggregateError: all failed',
      'Caused by: Error: ECONNREFUSED',
      'Caused by: Error: ECONNREFUSED',
      'Caused by: TypeError: bad',
    ]);
  });

  it('says the message once, and the frames with it', () => {
    const text = errorText(describeError(new Error('first line\nsecond line')), true);
    expect(text.split('second line')).toHaveLength(2);
    expect(text).toMatch(/^Error: first line\nsecond line\n {4}at /);
    expect(errorText(describeError(new Error('x')), false)).toBe('Error: x');
  });

  it('bounds frames, depth and number of causes, visibly', () => {
    const many = new Error('many');
    many.stack = `Error: many\n${'    at frame\n'.repeat(500)}`;
    expect(errorText(describeError(many), true)).toContain('… 480 more frames');

    let chain: Error | undefined;
    for (let depth = 0; depth < 50; depth++) chain = new Error(`level ${depth}`, { cause: chain });
    expect(errorText(describeError(chain), false).split('\n')).toHaveLength(6);
    expect(errorText(describeError(chain), false)).toContain('More causes: 1 not shown');

    const wide = new AggregateError(Array.from({ length: 1_000 }, (_, index) => new Error(`no ${index}`)));
    const text = errorText(describeError(wide), false);
    expect(text.split('\n')).toHaveLength(22);
    expect(text).toContain('More causes: 980 not shown');
  });

  it('does not run in circles', () => {
    const one = new Error('one');
    const other = new AggregateError([one], 'other', { cause: one });
    one.cause = other;
    expect(errorText(describeError(one), false)).toBe('Error: one\nCaused by: AggregateError: other');
    one.cause = one;
    expect(describeError(one).causes).toEqual([]);
  });

  it.each([
    ['x', 'NonError: x'],
    [undefined, 'undefined was thrown'],
    [null, 'null was thrown'],
    [42, '42 (a number was thrown)'],
    [12n, '12 (a bigint was thrown)'],
    [Symbol('s'), 'Symbol(s) (a symbol was thrown)'],
    [{}, 'an object was thrown'],
    [{ config: 'hunter2' }, 'an object with the keys config was thrown'],
    [Object.create(null), 'an object was thrown'],
    [[1, 2], 'an array of 2 was thrown'],
    [() => 1, 'a function was thrown'],
    [class Bad extends Error {}, 'a function was thrown'],
    [Object.assign(Object.create(null), { message: 'm' }), 'NonError: m'],
  ])('says what was thrown without being an error: %#', (thrown, headline) => {
    expect(errorHeadline(describeError(thrown))).toBe(headline);
  });

  it('reads none of what HTTP clients hang onto their errors', () => {
    const error = Object.assign(new Error('Request failed with status code 500'), {
      name: 'AxiosError',
      config: { headers: { 'X-Thing': 'hunter2' }, data: 'hunter2' },
      request: { path: 'hunter2' },
      response: { data: 'hunter2' },
      toJSON: () => 'hunter2',
    });
    expect(JSON.stringify(describeError(error))).not.toContain('hunter2');
    expect(errorHeadline(describeError(error))).toBe('AxiosError: Request failed with status code 500');
  });

  it('survives errors that cannot be read', () => {
    const hostile = new Error('x');
    for (const key of ['stack', 'cause', 'errors', 'getStatus', 'constructor', 'message', 'name']) {
      Object.defineProperty(hostile, key, {
        get() {
          throw new Error('no');
        },
      });
    }
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    for (const thrown of [hostile, throwingProxy(new Error('x')), throwingProxy([]), proxy]) {
      expect(describeError(thrown).name).toBe('object');
    }
    const half = Object.assign(new Error('half'), { errors: proxy, cause: throwingProxy({}), getStatus: () => 'x' });
    expect(errorText(describeError(half), false)).toBe('Error: half\nCaused by: an object was thrown');
  });

  it('bounds a message of 10 MB', () => {
    expect(describeError(new Error('x'.repeat(10_000_000))).message.length).toBeLessThan(100_000);
    expect(describeError('x'.repeat(10_000_000)).message.length).toBeLessThan(100_000);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withNullPrototype: true, withMap: true }),
        fc.anything(),
        (thrown, field) => {
          const error = Object.assign(new Error('x'), { name: field, cause: thrown, errors: field, stack: field });
          for (const candidate of [thrown, error]) expect(errorText(describeError(candidate), true)).not.toBe('');
        },
      ),
    );
  });
});
