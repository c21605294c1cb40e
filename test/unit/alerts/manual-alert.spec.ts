import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_MESSAGE, repairManualAlert, repairShape } from '../../../src/alerts/shape/manual-alert.js';

describe('the argument of raise()', () => {
  it('passes untouched when it is right', () => {
    const alert = {
      message: 'disk full',
      description: () => 'why',
      priority: 'P1',
      tags: ['a'],
      details: { free: 0 },
      responders: [{ type: 'team', name: 'orders' }],
      closeAfter: 60_000,
    };
    expect(repairManualAlert(alert)).toEqual({ alert, repairs: [] });
    expect(repairManualAlert({ message: 'x', closeAfter: '5m', note: null }).alert).toEqual({
      message: 'x',
      closeAfter: 300_000,
    });
  });

  it.each([
    [undefined, NO_MESSAGE, ['message was missing']],
    [null, NO_MESSAGE, ['message was missing']],
    [{}, NO_MESSAGE, ['message was missing']],
    [() => 1, NO_MESSAGE, ['message was missing']],
    [{ message: '  ' }, NO_MESSAGE, ['message was empty']],
    [{ message: 42 }, '42', ['message was a number instead of a string']],
    [{ message: new Error('disk full') }, 'Error: disk full', ['message was an object instead of a string']],
    [{ message: { code: 1 } }, '{"code":1}', ['message was an object instead of a string']],
    ['disk full', 'disk full', ['the alert was a string instead of an object; used as the message']],
    [42, '42', ['the alert was a number instead of an object; used as the message']],
    [['a'], '["a"]', ['the alert was a list instead of an object; used as the message']],
  ])('%j becomes an alert with a message, and says what was wrong', (input, message, repairs) => {
    const repaired = repairManualAlert(input);
    expect(repaired.alert.message).toBe(message);
    expect(repaired.repairs).toEqual(repairs);
  });

  it('loses only the invalid fields', () => {
    const { alert, repairs } = repairManualAlert({
      message: 'disk full',
      priority: 'urgent',
      tags: 'disk',
      actions: [1],
      details: 'free: 0',
      responders: { type: 'team', name: 'orders' },
      visibleTo: [{ type: 'bird' }],
      entity: 7,
      closeAfter: 'soon',
      prioritty: 'P1',
    });
    expect(alert).toEqual({
      message: 'disk full',
      tags: ['disk'],
      actions: ['1'],
      details: { details: 'free: 0' },
      responders: [{ type: 'team', name: 'orders' }],
      visibleTo: [],
      entity: '7',
    });
    expect(repairs).toEqual([
      'prioritty ignored: not an alert field',
      'priority ignored: must be one of P1–P5',
      'tags was not a list of strings',
      'details was a string instead of a plain object',
      'visibleTo had 1 invalid entry, ignored',
      'actions was not a list of strings',
      'entity was a number instead of a string',
      'closeAfter ignored: must be a duration',
    ]);
  });

  it.each([
    [new Error('disk full'), 'Error: disk full'],
    [new Map([['free', 0]]), '{"free":0}'],
    [new Set(['disk']), '["disk"]'],
  ])('keeps details that are not a plain object as a whole: %s', (details, said) => {
    const { alert, repairs } = repairManualAlert({ message: 'disk full', details });
    expect(alert.details).toEqual({ details: said });
    expect(repairs).toEqual(['details was an object instead of a plain object']);
  });

  it('may be an error', () => {
    expect(repairManualAlert(new Error('disk full')).alert.message).toBe('disk full');
  });

  it('may be anything, even what cannot be read', () => {
    const hostile = new Proxy(
      {},
      {
        get() {
          throw new Error('get');
        },
        ownKeys() {
          throw new Error('ownKeys');
        },
        getPrototypeOf() {
          throw new Error('getPrototypeOf');
        },
      },
    );
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    for (const input of [hostile, proxy, { message: hostile, tags: proxy, details: proxy, responders: [hostile] }]) {
      expect(repairManualAlert(input).alert.message).not.toBe('');
      expect(repairShape(input).alert).toBeTypeOf('object');
    }
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true }), fc.anything(), (input, field) => {
        const fields = Object.fromEntries(
          'message alias priority tags details responders visibleTo actions entity note closeAfter x'
            .split(' ')
            .map((name) => [name, field]),
        );
        for (const given of [input, fields]) expect(repairManualAlert(given).alert.message).toBeTypeOf('string');
      }),
    );
  });
});
