import { describe, expect, it } from 'vitest';

import {
  AlertDefaults,
  AlertOnBurnRate,
  AlertOnErrorRate,
  AlertOnException,
  AlertOnLatency,
  AlertOnStatus,
  OpsgenieConfigurationError,
  SkipAlerts,
} from '../../../src/index.js';
import { declarationOf } from '../../../src/rules/declaration.js';

type Decorator = ClassDecorator & MethodDecorator;

class PaymentProviderDown extends Error {}

/** Calls a decorator like an untyped caller. */
function make(factory: (...args: never[]) => Decorator, ...args: readonly unknown[]): Decorator {
  return Reflect.apply(factory, undefined, args) as Decorator;
}

function onMethod(decorator: Decorator): unknown {
  class OrdersController {
    @decorator
    find() {}
  }
  return declarationOf(OrdersController.prototype.find);
}

function onClass(decorator: Decorator): unknown {
  @decorator
  class OrdersController {}
  return declarationOf(OrdersController);
}

/** What a class throws when it is defined. */
function errorOf(define: () => unknown): OpsgenieConfigurationError {
  try {
    define();
  } catch (error) {
    if (error instanceof OpsgenieConfigurationError) return error;
    throw error;
  }
  throw new Error('Nothing was thrown.');
}

describe.each<[string, (...args: never[]) => Decorator, unknown[], object]>([
  ['@AlertOnStatus()', AlertOnStatus, ['5xx', { priority: 'P1' }], { key: 'status:5XX', options: { priority: 'P1' } }],
  ['@AlertOnLatency()', AlertOnLatency, ['2s', { share: 0.1 }], { key: 'latency', threshold: 2_000 }],
  ['@AlertOnException()', AlertOnException, [PaymentProviderDown], { key: 'exception:PaymentProviderDown' }],
  ['@AlertOnErrorRate()', AlertOnErrorRate, [0.01, { window: '5m' }], { key: 'errorRate', ratio: 0.01 }],
  ['@AlertOnBurnRate()', AlertOnBurnRate, [0.999], { key: 'burnRate', objective: 0.999 }],
])('%s', (name, factory, args, rule) => {
  it('can decorate a class or a method', () => {
    expect(onClass(make(factory, ...args))).toMatchObject({ rules: [rule] });
    expect(onMethod(make(factory, ...args))).toMatchObject({ rules: [rule] });
  });

  it('rejects wrong arguments when the class is defined, and names the class', () => {
    const wrong = make(factory, 'nonsense', { priority: 'P0', prio: 'P1' });
    const error = errorOf(() => onMethod(wrong));
    expect(error.place).toBe(`${name} on OrdersController.find`);
    expect(error.message).toContain(`${name} on OrdersController.find cannot be used:\n  - `);
    expect(error.problems.map(({ path }) => path)).toEqual([expect.any(String), 'prio', 'priority']);
    expect(errorOf(() => onClass(wrong)).place).toBe(`${name} on OrdersController`);
  });

  it('is rejected twice on one target, unless one of the two has a name', () => {
    const define = (options?: object) => () => {
      class OrdersController {
        @make(factory, args[0], options)
        @make(factory, args[0])
        find() {}
      }
      return declarationOf(OrdersController.prototype.find);
    };
    const error = errorOf(define());
    expect(error.place).toBe(`${name} on OrdersController.find`);
    expect(error.problems).toEqual([
      {
        path: 'name',
        message: expect.stringMatching(
          /^is required: another rule with the key .* is declared here\. Give one of them a `name`$/,
        ),
      },
    ]);
    expect(define({ name: 'second' })().rules).toHaveLength(2);
  });

  it('is rejected on anything but a class or a method', () => {
    const decorate = make(factory, ...args) as (target: object, property?: string, descriptor?: unknown) => void;
    class OrdersController {
      static readonly title = 'orders';
      readonly name = 'orders';
    }
    const refused = (advice: string) => [
      { path: 'target', message: `must be a class or a method; it stands on ${advice}` },
    ];
    const field = (member: string) =>
      refused(
        `a field, whose function nothing can observe. Write it as a method: \`${member}() { … }\` instead of \`${member} = () => { … }\``,
      );
    expect(errorOf(() => decorate(OrdersController, 'title')).problems).toEqual(field('title'));
    expect(errorOf(() => decorate(OrdersController.prototype, 'name')).problems).toEqual(field('name'));
    expect(errorOf(() => decorate(OrdersController.prototype, 'find', 0)).problems).toEqual(
      refused('a parameter. Put it on the method'),
    );
    expect(errorOf(() => decorate(OrdersController.prototype, 'name', { get: () => 'x' })).problems).toEqual(
      refused('an accessor. Put it on a method'),
    );
    expect(declarationOf(OrdersController)).toEqual({ rules: [], shape: {} });
  });

  it('does not change the class or the method', () => {
    const decorator = make(factory, ...args);
    @decorator
    class OrdersController {
      @decorator
      find(id: string): string {
        return `order ${id}`;
      }
    }
    expect(new OrdersController().find('7')).toBe('order 7');
    expect(OrdersController.name).toBe('OrdersController');
    expect(OrdersController.prototype.find.name).toBe('find');
  });
});

describe('several decorators on one target', () => {
  it('keep their order in the source', () => {
    @AlertOnStatus(500)
    @AlertOnLatency('2s')
    @AlertOnException()
    class OrdersController {}
    expect(declarationOf(OrdersController).rules.map(({ key }) => key)).toEqual(['status:500', 'latency', 'exception']);
  });

  it('do not affect other classes and methods', () => {
    class OrdersController {
      @AlertOnStatus(500)
      find() {}
      list() {}
    }
    expect(declarationOf(OrdersController)).toEqual({ rules: [], shape: {} });
    expect(declarationOf(OrdersController.prototype.list)).toEqual({ rules: [], shape: {} });
  });
});

describe('@AlertDefaults()', () => {
  it('adds a shape and no rule, on a class and on a method', () => {
    const shape = { priority: 'P2', tags: ['checkout'] } as const;
    expect(onClass(AlertDefaults(shape))).toEqual({ rules: [], shape });
    expect(onMethod(AlertDefaults(shape))).toEqual({ rules: [], shape });
  });

  it('merges with another one on the same target: the upper wins, tags unite, details merge', () => {
    @AlertDefaults({ priority: 'P1', tags: ['upper'], details: { a: 1 } })
    @AlertDefaults({ priority: 'P5', tags: ['lower'], details: { a: 0, b: 2 }, entity: 'shop' })
    class OrdersController {}
    expect(declarationOf(OrdersController).shape).toEqual({
      priority: 'P1',
      tags: ['lower', 'upper'],
      details: { a: 1, b: 2 },
      entity: 'shop',
    });
  });

  it('rejects an invalid shape, with the path of each problem', () => {
    const error = errorOf(() => onMethod(make(AlertDefaults, { priority: 'P0', count: 3 })));
    expect(error.place).toBe('@AlertDefaults() on OrdersController.find');
    expect(error.problems).toEqual([
      { path: 'count', message: expect.stringContaining('is not an option') },
      { path: 'priority', message: expect.stringContaining('must be one of') },
    ]);
    for (const shape of [undefined, null, 'P1', []]) {
      const [problem, ...others] = errorOf(() => onClass(make(AlertDefaults, shape))).problems;
      expect(problem).toEqual({ path: 'options', message: expect.stringContaining('must be an object; got') });
      expect(others).toEqual([]);
    }
  });
});

describe('@SkipAlerts()', () => {
  it('silences all kinds without an argument, some kinds with a list, none with an empty list', () => {
    const all = ['status', 'latency', 'exception', 'errorRate', 'burnRate', 'missedRun', 'maxRuntime'];
    expect(onClass(SkipAlerts())).toMatchObject({ skip: all });
    expect(onMethod(SkipAlerts())).toMatchObject({ skip: all });
    expect(onMethod(SkipAlerts(['latency']))).toMatchObject({ skip: ['latency'] });
    expect(onMethod(SkipAlerts([]))).toMatchObject({ skip: [] });
  });

  it.each([
    ['latency', "must be an array; got 'latency'"],
    [null, 'must be an array; got null'],
    [
      ['slow'],
      "item 0 must be one of 'status', 'latency', 'exception', 'errorRate', 'burnRate', 'missedRun', 'maxRuntime'; got 'slow'",
    ],
  ])('refuses %j', (kinds, message) => {
    const error = errorOf(() => onMethod(make(SkipAlerts, kinds)));
    expect(error.place).toBe('@SkipAlerts() on OrdersController.find');
    expect(error.problems).toEqual([{ path: 'kinds', message }]);
  });
});

describe('static methods and symbols', () => {
  it('are named in errors, too', () => {
    const FIND = Symbol('find');
    const wrong = make(AlertOnStatus, 42);
    expect(
      errorOf(() => {
        class OrdersController {
          @wrong
          static find() {}
        }
        return OrdersController;
      }).place,
    ).toBe('@AlertOnStatus() on OrdersController.find');
    expect(
      errorOf(() => {
        class OrdersController {
          @wrong
          [FIND]() {}
        }
        return OrdersController;
      }).place,
    ).toBe('@AlertOnStatus() on OrdersController.Symbol(find)');
  });
});
