import { describe, expect, it } from 'vitest';

import { classDepth, errorChain, isInstance } from '../../../src/rules/error-chain.js';
import { unexpectedErrors } from './errors.js';

class Base extends Error {}
class Derived extends Base {}

describe('the chain of an error', () => {
  it('holds its causes and the members of an AggregateError, nearest first, each once', () => {
    const root = new Error('root');
    const one = new Error('one', { cause: root });
    const two = new Error('two', { cause: root });
    const all = new AggregateError([one, two], 'all');
    expect(errorChain([all])).toEqual([all, one, two, root]);
  });

  it('ends where causes go round in a circle', () => {
    const one = new Error('one');
    const two = new Error('two', { cause: one });
    one.cause = two;
    expect(errorChain([one])).toEqual([one, two]);
  });

  it('ends after twenty, however long it is and however many members there are', () => {
    let long = new Error('root');
    for (let depth = 0; depth < 100; depth++) long = new Error('wrapped', { cause: long });
    expect(errorChain([long])).toHaveLength(20);
    expect(errorChain([new AggregateError(Array.from({ length: 1_000 }, () => new Error('x')))])).toHaveLength(20);
    expect(errorChain(Array.from({ length: 50 }, () => new Error('x')))).toHaveLength(20);
  });

  it('takes anything for a cause', () => {
    expect(errorChain([new Error('x', { cause: 'text' })])).toContain('text');
    expect(errorChain([new Error('x', { cause: null })])).toContain(null);
    for (const error of unexpectedErrors.values()) expect(errorChain([error])[0] === error).toBe(true);
  });
});

describe('an error against classes', () => {
  it('is the deeper, the more derived its class', () => {
    expect(classDepth(Derived)).toBe(classDepth(Base) + 1);
    expect(classDepth(Base)).toBe(classDepth(Error) + 1);
  });

  it('is no instance when it cannot be looked at', () => {
    expect(isInstance(new Derived('x'), Base)).toBe(true);
    expect(isInstance('x', Base)).toBe(false);
    expect(isInstance(unexpectedErrors.get('a revoked proxy'), Base)).toBe(false);
  });
});
