import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { OpsgenieConfigurationError, show } from '../../../src/validation/problem.js';

const KEY = '6f8e2a10-93b4-4c7d-8e5f-0a1b2c3d4e5f';

describe('OpsgenieConfigurationError', () => {
  it('contains its place and every problem with its path', () => {
    const problems = [
      { path: 'service', message: 'must be a string' },
      { path: 'rules[0].count', message: 'must be a whole number' },
    ];
    const error = new OpsgenieConfigurationError('OpsgenieModule', problems);
    expect(error.message).toBe(
      'OpsgenieModule cannot be used:\n  - service must be a string\n  - rules[0].count must be a whole number',
    );
    expect(error).toMatchObject({ name: 'OpsgenieConfigurationError', place: 'OpsgenieModule', problems });
    expect(error).toBeInstanceOf(Error);
  });

  it('shows no API key, neither as the name nor as the value of an option', () => {
    const error = new OpsgenieConfigurationError('OpsgenieModule', [
      { path: KEY, message: `is not an option, and neither is ${KEY.toUpperCase()}` },
    ]);
    expect(`${error.stack} ${JSON.stringify(error.problems)}`.toLowerCase()).not.toContain(KEY);
    expect(error.message).toContain('[api key]');
  });
});

describe('a wrong value in an error', () => {
  it.each([
    ['P0', "'P0'"],
    ['', "''"],
    ['x'.repeat(41), `'${'x'.repeat(40)}…'`],
    [[1, 2], 'an array of 2'],
    [function onStatus() {}, 'the function onStatus'],
    [() => 1, 'a function'],
    [{ secret: 'hunter2' }, 'an object'],
    [null, 'null'],
    [undefined, 'undefined'],
    [Number.NaN, 'NaN'],
    [5n, '5'],
    [Symbol('x'), 'Symbol(x)'],
  ])('%# is shown short', (value, shown) => {
    expect(show(value)).toBe(shown);
  });

  it('shows no part of an API key, even if the text is cut in the middle of one', () => {
    expect(show(`GenieKey ${KEY}`)).toBe("'GenieKey [api key]'");
    expect(show(`${'x'.repeat(30)}${KEY}`)).not.toContain(KEY.slice(0, 8));
  });

  it('can be anything', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true }), (anything) => {
        expect(show(anything)).toEqual(expect.any(String));
      }),
    );
  });
});
