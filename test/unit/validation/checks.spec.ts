import { describe, expect, it } from 'vitest';

import {
  callable,
  detailRecord,
  duration,
  durationOrZero,
  flag,
  listOf,
  oneOf,
  priority,
  resolvable,
  responder,
  share,
  text,
  wholeNumber,
  type Complaint,
} from '../../../src/validation/checks.js';

const RUBBISH = [null, undefined, Number.NaN, Symbol('x'), 5n, Object.create(null), new Date(0), new Map()];
const everybody = responder(['team', 'user', 'escalation', 'schedule']);

describe.each<[string, Complaint, unknown[], [unknown, string][]]>([
  [
    'a text',
    text,
    ['a', ' a '],
    [
      ['', "must be a non-empty string; got ''"],
      ['  ', "must be a non-empty string; got '  '"],
    ],
  ],
  [
    'a flag',
    flag,
    [true, false],
    [
      ['true', "must be true or false; got 'true'"],
      [0, 'must be true or false; got 0'],
    ],
  ],
  ['a function', callable, [() => 1], [['f', "must be a function; got 'f'"]]],
  [
    'a duration',
    duration,
    [1, '2s', 0.5],
    [
      [0, "must be a duration above zero, in milliseconds or like '500ms', '2s', '5m', '1h'; got 0"],
      [
        '2 seconds',
        "must be a duration above zero, in milliseconds or like '500ms', '2s', '5m', '1h'; got '2 seconds'",
      ],
    ],
  ],
  [
    'a duration that may be zero',
    durationOrZero,
    [0, '0s', '2s'],
    [[-1, "must be a duration, in milliseconds or like '500ms', '2s', '5m', '1h'; got -1"]],
  ],
  [
    'a whole number',
    wholeNumber(1, 10),
    [1, 10],
    [
      [0, 'must be a whole number from 1 to 10; got 0'],
      [11, 'must be a whole number from 1 to 10; got 11'],
      [1.5, 'must be a whole number from 1 to 10; got 1.5'],
      ['5', "must be a whole number from 1 to 10; got '5'"],
    ],
  ],
  [
    'a share',
    share,
    [0.01, 0.999],
    [
      [0, 'must be a share above 0 and below 1, e.g. 0.01 for 1%; got 0'],
      [1, 'must be a share above 0 and below 1, e.g. 0.01 for 1%; got 1'],
      [5, 'must be a share above 0 and below 1, e.g. 0.01 for 1%; got 5'],
    ],
  ],
  [
    'one of a few words',
    oneOf(['a', 'b']),
    ['a', 'b'],
    [
      ['c', "must be one of 'a', 'b'; got 'c'"],
      ['A', "must be one of 'a', 'b'; got 'A'"],
    ],
  ],
  [
    'a priority',
    priority,
    ['P1', 'P5'],
    [
      ['P0', "must be one of 'P1', 'P2', 'P3', 'P4', 'P5'; got 'P0'"],
      [1, "must be one of 'P1', 'P2', 'P3', 'P4', 'P5'; got 1"],
    ],
  ],
  [
    'a list',
    listOf(text),
    [[], ['a']],
    [
      ['a', "must be an array; got 'a'"],
      [[1, 'a', ''], "item 0 must be a non-empty string; got 1; item 2 must be a non-empty string; got ''"],
    ],
  ],
  [
    'a record of details',
    detailRecord,
    [{}, { a: 'b', c: 1, d: false, e: null, f: undefined }],
    [
      [{ a: {} }, "must contain only strings, numbers or booleans; 'a' is an object"],
      [[], 'must be an object; got an array of 0'],
    ],
  ],
  [
    'a responder',
    everybody,
    [
      { type: 'team', name: 'orders' },
      { type: 'team', id: '1' },
      { type: 'user', username: 'a@b.example' },
      { type: 'user', id: '1' },
      { type: 'escalation', name: 'e' },
      { type: 'schedule', name: 's' },
    ],
    [
      ['orders', "must be an object with type and id; got 'orders'"],
      [{ name: 'orders' }, 'must have a type of team, user, escalation, schedule; got undefined'],
      [{ type: 'group', name: 'orders' }, "must have a type of team, user, escalation, schedule; got 'group'"],
      [{ type: 'team', username: 'a@b.example' }, 'of type team must have an id or a name'],
      [{ type: 'user', name: 'Anna' }, 'of type user must have an id or a username'],
      [{ type: 'team', id: '' }, 'of type team must have an id or a name'],
    ],
  ],
])('%s', (_name, check, good, bad) => {
  it.each(good.map((value) => [value]))('is %j', (value) => {
    expect(check(value)).toBeUndefined();
  });

  it.each(bad)('is not %j, and the reason is reported', (value, complaint) => {
    expect(check(value)).toBe(complaint);
  });

  it('accepts no hostile value, and never throws', () => {
    for (const rubbish of RUBBISH) {
      const isObject = typeof rubbish === 'object' && rubbish !== null;
      if (check === detailRecord && isObject) continue;
      expect(check(rubbish)).toEqual(expect.any(String));
    }
  });
});

describe('a value that may be given by a function', () => {
  it('accepts any function without calling it, because it is called only when an alert is built', () => {
    expect(resolvable(priority)(() => 'P0')).toBeUndefined();
  });

  it('mentions that a function is allowed', () => {
    expect(resolvable(priority)('P0')).toBe(
      "must be one of 'P1', 'P2', 'P3', 'P4', 'P5', or a function that returns it; got 'P0'",
    );
  });

  it('does not mention this for list items, which cannot be functions', () => {
    expect(resolvable(listOf(text))([5])).toBe('item 0 must be a non-empty string; got 5');
    expect(resolvable(listOf(text))(5)).toBe('must be an array, or a function that returns it; got 5');
  });
});
