import { describe, expect, it } from 'vitest';

import { AlertOnException, onException, type ErrorClass } from '../../../src/index.js';
import { ErrorNames } from '../../../src/rules/error-names.js';
import { RuleBook } from '../../../src/rules/rule-book.js';
import { unexpectedErrors } from './errors.js';
import { failure } from './outcomes.js';

/** A class as another package would declare it. */
function timeoutError(): new (message: string) => Error {
  return class TimeoutError extends Error {};
}

/** A class whose name a build has shortened, and which declares its name itself. */
function shortened(declared: string): new (message: string) => Error {
  return class e extends Error {
    override readonly name = declared;
  };
}

describe('the names of error classes', () => {
  it('differ where the classes do, and stay the same for each class', () => {
    const names = new ErrorNames();
    const [Database, Mail] = [timeoutError(), timeoutError()];

    expect([new Database('a'), new Mail('b'), new Database('c'), new Mail('d')].map((e) => names.ofError(e))).toEqual([
      'TimeoutError',
      'TimeoutError~2',
      'TimeoutError',
      'TimeoutError~2',
    ]);
    expect(names.ofClass(Mail)).toBe('TimeoutError~2');
  });

  it('are the declared ones, which outlive a build that shortens names', () => {
    const names = new ErrorNames();

    expect(names.ofError(new (shortened('DatabaseUnreachable'))('x'))).toBe('DatabaseUnreachable');
    expect(names.ofError(new (shortened('CardNetworkDown'))('x'))).toBe('CardNetworkDown');
  });

  it('distinguish plain errors that differ only in the name', () => {
    const names = new ErrorNames();

    expect(names.ofError(Object.assign(new Error('x'), { name: 'ValidationError' }))).toBe('ValidationError');
    expect(names.ofError(Object.assign(new Error('x'), { name: 'QuotaError' }))).toBe('QuotaError');
    expect(names.ofError(new Error('x'))).toBe('Error');
  });

  it('follow the name of each error', () => {
    class CodedError extends Error {
      constructor(readonly code: string) {
        super('failed');
      }

      override get name(): string {
        return this.code;
      }
    }
    const names = new ErrorNames();
    const own = Object.assign(new TypeError('failed'), { name: 'OrderError' });
    const named = [new TypeError('failed'), own, new TypeError('again'), new CodedError('E1'), new CodedError('E2')];
    expect(named.map((error) => names.ofError(error))).toEqual(['TypeError', 'OrderError', 'TypeError', 'E1', 'E2']);
  });

  it('are there for anything that can be thrown', () => {
    const names = new ErrorNames();
    for (const error of unexpectedErrors.values()) expect(names.ofError(error)).toMatch(/^\w+(~\d+)?$/);
  });

  it('are the same for a class that a program creates again each time', () => {
    const names = new ErrorNames();
    const seen = Array.from({ length: 1_000 }, () => names.ofError(new (timeoutError())('x')));

    expect(new Set(seen)).toEqual(new Set(['TimeoutError', 'TimeoutError~2', 'TimeoutError~3', 'TimeoutError~4']));
    expect(seen.filter((name) => name === 'TimeoutError')).toHaveLength(997);
  });

  it('fill no memory when a program makes classes as it runs', () => {
    const names = new ErrorNames();
    for (let i = 0; i < 5_000; i++) names.ofError(Object.assign(new Error('x'), { name: `Name${i}` }));

    expect(names.ofError(Object.assign(new (timeoutError())('x'), { name: 'Late' }))).toBe('Late');
    expect(names.ofError(Object.assign(new (timeoutError())('x'), { name: 'Late' }))).toBe('Late');
  });
});

describe('rules about classes of one name', () => {
  const [Database, Mail] = [timeoutError(), timeoutError()];

  class OrdersController {
    @AlertOnException(Mail, { priority: 'P4' })
    find() {}
  }

  it('are independent: the rule of a handler does not replace that of the module', () => {
    const book = new RuleBook([onException(Database, { priority: 'P1' })], {});
    const rules = book.rulesFor(OrdersController, OrdersController.prototype.find);

    expect(rules.map(({ rule, shape }) => [rule.key, shape.priority])).toEqual([
      ['exception:TimeoutError', 'P1'],
      ['exception:TimeoutError~2', 'P4'],
    ]);
    expect(rules.map(({ judge }) => judge(failure(new Database('pool exhausted'))))).toEqual(['bad', 'ignored']);
    expect(rules.map(({ judge }) => judge(failure(new Mail('no greeting'))))).toEqual(['ignored', 'bad']);
    expect(book.explain(OrdersController, OrdersController.prototype.find).map(({ matches }) => matches)).toEqual([
      'TimeoutError',
      'TimeoutError~2',
    ]);
  });

  it('may stand on one handler', () => {
    const declare = (one: ErrorClass, other: ErrorClass) => {
      class Controller {
        @AlertOnException(one)
        @AlertOnException(other)
        find() {}
      }
      return new RuleBook([], {}).rulesFor(Controller, Controller.prototype.find).map(({ rule }) => rule.key);
    };

    expect(declare(Database, Mail)).toEqual(['exception:TimeoutError', 'exception:TimeoutError~2']);
    expect(() => declare(Database, Database)).toThrow('exception:TimeoutError');
  });

  it('merge where the class is the same', () => {
    class Controller {
      @AlertOnException(Database, { priority: 'P4' })
      find() {}
    }
    const book = new RuleBook([onException(Database, { priority: 'P1', count: 3 })], {});

    const [rule, ...others] = book.rulesFor(Controller, Controller.prototype.find);

    expect(others).toEqual([]);
    expect(rule?.shape.priority).toBe('P4');
    expect(rule?.policy.measure).toMatchObject({ count: 3 });
  });
});
