import { describe, expect, it } from 'vitest';

import { classChain } from '../../../src/rules/class-chain.js';
import { classDepth } from '../../../src/rules/error-chain.js';
import { RuleBook } from '../../../src/rules/rule-book.js';

class Base extends Error {}
class Derived extends Base {}

/** A class of which every base class has another one, made as it is asked for. */
function endlessClass(): typeof Derived {
  return new Proxy(Derived, { getPrototypeOf: endlessClass });
}

function refusingClass(): typeof Derived {
  const fail = (): never => {
    throw new Error('hostile');
  };
  return new Proxy(Derived, { getPrototypeOf: fail });
}

describe('the chain of a class', () => {
  it('holds it and its base classes, nearest first', () => {
    expect(classChain(Derived)).toEqual([Derived, Base, Error, Function.prototype]);
    expect(classChain(undefined)).toEqual([]);
    expect(classChain({})).toEqual([]);
  });

  it.each([
    ['never ends', endlessClass, 100],
    ['cannot be read', refusingClass, 1],
  ])('is cut where it %s', (_, make, length) => {
    expect(classChain(make())).toHaveLength(length);
    expect(classDepth(make())).toBe(length);
    expect(new RuleBook([], {}).explain(make())).toEqual([]);
  });
});
