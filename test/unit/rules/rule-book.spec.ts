import { describe, expect, it } from 'vitest';

import {
  AlertDefaults,
  AlertOnBurnRate,
  AlertOnErrorRate,
  AlertOnException,
  AlertOnLatency,
  AlertOnStatus,
  onBurnRate,
  onErrorRate,
  onException,
  onLatency,
  onStatus,
  SkipAlerts,
  type AlertShape,
  type IncidentPolicy,
  type Rule,
} from '../../../src/index.js';
import { FIRST_SUCCESS, SUSTAINED, type CompiledRule } from '../../../src/rules/compiled-rule.js';
import { RuleBook } from '../../../src/rules/rule-book.js';
import { failure, outcome } from './outcomes.js';

interface Controller {
  readonly prototype: { readonly find: object };
}

function bookOf(rules: readonly Rule[] = [], defaults: AlertShape & IncidentPolicy = {}): RuleBook {
  return new RuleBook(rules, defaults);
}

/** The rules that count for `find()` of a controller. */
function rulesOf(controller: Controller, book: RuleBook): readonly CompiledRule[] {
  return book.rulesFor(controller, controller.prototype.find);
}

function keysOf(controller: Controller, book: RuleBook): string[] {
  return rulesOf(controller, book).map(({ rule }) => rule.key);
}

/** How the alerts of the only rule of `find()` look. */
function shapeOf(controller: Controller, book: RuleBook): AlertShape | undefined {
  const [rule, ...others] = rulesOf(controller, book);
  expect(others).toEqual([]);
  return rule?.shape;
}

class PlainController {
  find() {}
}

describe('rules of the module, a controller and a handler', () => {
  it('of different keys are independent', () => {
    @AlertOnException()
    class OrdersController {
      @AlertOnStatus(503)
      @AlertOnLatency('2s')
      find() {}
    }
    const book = bookOf([onStatus('5XX')]);
    expect(keysOf(OrdersController, book)).toEqual(['status:5XX', 'exception', 'status:503', 'latency']);
    expect(keysOf(PlainController, book)).toEqual(['status:5XX']);
  });

  it('of one key merge field by field, the nearer wins', () => {
    @AlertOnStatus('5XX', { priority: 'P2', entity: 'controller', source: 'controller' })
    class OrdersController {
      @AlertOnStatus('5xx', { priority: 'P1' })
      find() {}
    }
    const book = bookOf([onStatus('5XX', { priority: 'P3', entity: 'module', note: 'module' })]);
    expect(shapeOf(OrdersController, book)).toMatchObject({
      priority: 'P1',
      entity: 'controller',
      source: 'controller',
      note: 'module',
    });
    expect(shapeOf(PlainController, book)).toMatchObject({ priority: 'P3', entity: 'module' });
  });

  it('unite their tags, and merge their details one level deep', () => {
    @AlertOnStatus('5XX', { tags: ['b', 'c'], details: { owner: 'checkout', tier: 1 } })
    class OrdersController {
      @AlertOnStatus('5XX', { tags: ['c', 'd'], details: { tier: 0 } })
      find() {}
    }
    const book = bookOf([onStatus('5XX', { tags: ['a', 'b'], details: { owner: 'platform', wiki: 'w' } })]);
    expect(shapeOf(OrdersController, book)).toMatchObject({
      tags: ['a', 'b', 'c', 'd'],
      details: { owner: 'checkout', wiki: 'w', tier: 0 },
    });
  });

  it('replace lists of people and actions whole: a union would page strangers', () => {
    const far = [{ type: 'team', name: 'platform' }] as const;
    const near = [{ type: 'team', name: 'orders' }] as const;
    class OrdersController {
      @AlertOnStatus('5XX', { responders: near, visibleTo: [], actions: ['restart'] })
      find() {}
    }
    const book = bookOf([onStatus('5XX', { responders: far, visibleTo: far, actions: ['page', 'call'] })]);
    expect(shapeOf(OrdersController, book)).toMatchObject({ responders: near, visibleTo: [], actions: ['restart'] });
  });

  it('treat 0 and false as values, and undefined as absent', () => {
    class OrdersController {
      @AlertOnStatus('5XX', { for: 0, autoClose: false, ...withPriority(undefined) })
      find() {}
    }
    const book = bookOf([onStatus('5XX', { for: '1m', autoClose: true, priority: 'P2' })]);
    const [rule] = rulesOf(OrdersController, book);
    expect(rule?.policy).toMatchObject({ for: 0, autoClose: false });
    expect(rule?.shape.priority).toBe('P2');
  });

  it('let a nearer function replace a farther list', () => {
    const tags = (): string[] => ['x'];
    class OrdersController {
      @AlertOnStatus('5XX', { tags })
      find() {}
    }
    expect(shapeOf(OrdersController, bookOf([onStatus('5XX', { tags: ['a'] })]))).toMatchObject({ tags });
  });

  it('merge other options, too: exceptions to a rule and the latency of an objective', () => {
    class OutOfStock extends Error {}
    class OrdersController {
      @AlertOnException({ priority: 'P1' })
      @AlertOnBurnRate(0.999, { priority: 'P1' })
      find() {}
    }
    const book = bookOf([onException({ except: [OutOfStock] }), onBurnRate(0.99, { latency: '300ms' })]);
    const [exception, burnRate] = rulesOf(OrdersController, book);
    expect(exception?.judge(failure(new OutOfStock('x')))).toBe('ignored');
    expect(burnRate?.judge(outcome({ durationMs: 301 }))).toBe('bad');
  });
});

describe('the key of a rule', () => {
  it('is one for latency and for rates, so a nearer threshold takes the place of a farther one', () => {
    class OrdersController {
      @AlertOnLatency(500)
      @AlertOnErrorRate(0.05)
      find() {}
    }
    const book = bookOf([onLatency('2s', { priority: 'P2' }), onErrorRate(0.01)]);
    const [latency, errorRate, ...others] = rulesOf(OrdersController, book);
    expect(others).toEqual([]);
    expect(latency?.rule).toMatchObject({ threshold: 500, label: '500ms' });
    expect(latency?.shape.priority).toBe('P2');
    expect(errorRate?.rule).toMatchObject({ ratio: 0.05 });
  });

  it('has the name instead of the matcher, so named rules stand beside others, and meet those of their name', () => {
    @AlertOnLatency('5s', { name: 'dead slow', priority: 'P1' })
    class OrdersController {
      @AlertOnLatency('10s', { name: 'dead slow' })
      @AlertOnLatency('1s')
      find() {}
    }
    const rules = rulesOf(OrdersController, bookOf([onLatency('2s')]));
    expect(rules.map(({ rule, shape }) => [rule.key, rule.label, shape.priority])).toEqual([
      ['latency', '1s', 'P4'],
      ['latency:dead slow', '10s', 'P1'],
    ]);
  });
});

describe('enabled: false', () => {
  it.each(['module', 'controller', 'handler'])('on the %s beats everything', (off) => {
    const at = (level: string): object => ({ enabled: level !== off });
    @AlertOnStatus('5XX', at('controller'))
    class OrdersController {
      @AlertOnStatus('5XX', at('handler'))
      find() {}
    }
    expect(keysOf(OrdersController, bookOf([onStatus('5XX', at('module')), onStatus(404)]))).toEqual(['status:404']);
  });

  it('of a module turns the rule off for what reaches no handler, too', () => {
    expect(bookOf([onStatus('5XX', { enabled: false }), onStatus(404)]).rulesWithoutHandler).toHaveLength(1);
  });
});

describe('@SkipAlerts()', () => {
  const everywhere = [onStatus('5XX'), onLatency('2s'), onErrorRate(0.01)];

  it('on a handler silences every rule of it', () => {
    @AlertOnException()
    class OrdersController {
      @SkipAlerts()
      @AlertOnStatus(503)
      find() {}
      @AlertOnStatus(503)
      list() {}
    }
    const book = bookOf(everywhere);
    expect(keysOf(OrdersController, book)).toEqual([]);
    expect(book.rulesFor(OrdersController, OrdersController.prototype.list)).toHaveLength(5);
  });

  it('on a controller silences the rules of the module and the controller, but not those of a handler', () => {
    @SkipAlerts()
    @AlertOnException()
    class OrdersController {
      @AlertOnStatus(503)
      find() {}
    }
    expect(keysOf(OrdersController, bookOf(everywhere))).toEqual(['status:503']);
  });

  it('on a controller keeps a rule that a handler declares again, with all its options', () => {
    @SkipAlerts()
    class OrdersController {
      @AlertOnStatus('5XX', { priority: 'P1' })
      find() {}
    }
    const book = bookOf([onStatus('5XX', { tags: ['a'] }), onLatency('2s')]);
    expect(shapeOf(OrdersController, book)).toMatchObject({ priority: 'P1', tags: ['a'] });
  });

  it('with an empty list undoes the one of the controller', () => {
    @SkipAlerts()
    @AlertOnErrorRate(0.05)
    class OrdersController {
      @SkipAlerts([])
      find() {}
      list() {}
    }
    const book = bookOf(everywhere);
    expect(keysOf(OrdersController, book)).toEqual(['status:5XX', 'latency', 'errorRate']);
    expect(book.rulesFor(OrdersController, OrdersController.prototype.list)).toEqual([]);
  });

  it('with kinds silences those only', () => {
    @SkipAlerts(['latency'])
    class OrdersController {
      @AlertOnException()
      find() {}
      @SkipAlerts(['errorRate', 'status'])
      list() {}
    }
    const book = bookOf(everywhere);
    expect(keysOf(OrdersController, book)).toEqual(['status:5XX', 'errorRate', 'exception']);
    expect(book.rulesFor(OrdersController, OrdersController.prototype.list).map(({ rule }) => rule.kind)).toEqual([
      'latency',
    ]);
  });
});

describe('the shape of an alert', () => {
  it('is laid on: built-in, defaults, @AlertDefaults of the class, of the method, and the rule itself', () => {
    const shape = (depth: number): AlertShape =>
      Object.fromEntries(
        ['entity', 'source', 'user', 'note', 'message'].slice(0, depth).map((field) => [field, `level ${depth}`]),
      );
    @AlertDefaults(shape(3))
    class OrdersController {
      @AlertDefaults(shape(2))
      @AlertOnStatus(503, shape(1))
      find() {}
    }
    expect(shapeOf(OrdersController, bookOf([], { ...shape(4), count: 3 }))).toMatchObject({
      entity: 'level 1',
      source: 'level 2',
      user: 'level 3',
      note: 'level 4',
      priority: 'P4',
    });
  });

  it('of a rule of the module takes what @AlertDefaults says below it, field by field', () => {
    @AlertDefaults({ priority: 'P2', tags: ['orders'], entity: 'orders' })
    class OrdersController {
      find() {}
    }
    const book = bookOf([onStatus('5XX', { priority: 'P3', tags: ['module'], user: 'module' })]);
    expect(shapeOf(OrdersController, book)).toMatchObject({
      priority: 'P2',
      tags: ['module', 'orders'],
      entity: 'orders',
      user: 'module',
    });
  });

  it('goes level by level: within one, a rule says more than @AlertDefaults; of two, the nearer counts', () => {
    const levels = ['defaults', 'module', 'class defaults', 'class', 'method defaults', 'method'] as const;
    /** The source that wins when these say one. */
    const winner = (said: readonly string[]): unknown => {
      const source = (level: string): { source?: string } => (said.includes(level) ? { source: level } : {});
      @AlertDefaults(source('class defaults'))
      @AlertOnStatus('5XX', source('class'))
      class OrdersController {
        @AlertDefaults(source('method defaults'))
        @AlertOnStatus('5XX', source('method'))
        find() {}
      }
      return shapeOf(OrdersController, bookOf([onStatus('5XX', source('module'))], source('defaults')))?.source;
    };
    const wrong = levels.flatMap((nearer, index) =>
      levels.slice(0, index).filter((farther) => winner([nearer, farther]) !== nearer),
    );
    expect(wrong).toEqual([]);
    expect(winner(levels)).toBe('method');
  });

  it('of an alert without a rule lies over the defaults', () => {
    const book = bookOf([], { priority: 'P2', tags: ['a'], details: { a: 1 } });
    expect(book.shapeFor({ tags: ['b'], details: { b: 2 } })).toEqual({
      priority: 'P2',
      tags: ['a', 'b'],
      details: { a: 1, b: 2 },
    });
  });

  it('of a task lies over the defaults, and its next success is its recovery', () => {
    const rule = bookOf([], { priority: 'P2', tags: ['a'] }).ruleForTask({ tags: ['b'] });
    expect(rule.shape).toMatchObject({ priority: 'P2', tags: ['a', 'b'] });
    expect(rule.policy).toMatchObject({ recovery: 'first-success', closesAtOnce: true });
  });

  it('of a task accepts its own policy', () => {
    const rule = bookOf([]).ruleForTask({ count: 3, within: '10m', keepFiringFor: '2m' });
    expect(rule.policy).toMatchObject({
      measure: { type: 'count', count: 3, within: 600_000 },
      keepFiringFor: 120_000,
      closesAtOnce: false,
    });
  });
});

describe('a class that extends another', () => {
  @AlertOnStatus('5XX', { priority: 'P2', entity: 'base' })
  @AlertDefaults({ tags: ['base'] })
  class BaseController {
    @AlertOnStatus(503)
    find() {}
  }

  it('has the rules of its base class, and is nearer itself', () => {
    @AlertOnStatus('5XX', { priority: 'P1' })
    @AlertDefaults({ tags: ['derived'] })
    class OrdersController extends BaseController {}
    const [wide, narrow] = rulesOf(OrdersController, bookOf());
    expect(wide?.shape).toMatchObject({ priority: 'P1', entity: 'base', tags: ['base', 'derived'] });
    expect(narrow?.rule.key).toBe('status:503');
    expect(rulesOf(BaseController, bookOf())[0]?.shape).toMatchObject({ priority: 'P2', tags: ['base'] });
  });

  it('does not inherit the rules of an overridden method', () => {
    class OrdersController extends BaseController {
      override find() {}
    }
    expect(keysOf(OrdersController, bookOf())).toEqual(['status:5XX']);
  });

  it('inherits what is skipped, and can undo it', () => {
    @SkipAlerts()
    class QuietController {
      find() {}
    }
    class StillQuiet extends QuietController {}
    @SkipAlerts([])
    class LoudAgain extends QuietController {}
    const book = bookOf([onStatus('5XX')]);
    expect(keysOf(StillQuiet, book)).toEqual([]);
    expect(keysOf(LoudAgain, book)).toEqual(['status:5XX']);
  });

  it('has inherited handlers of its own: two controllers may say different things of one function', () => {
    @AlertDefaults({ priority: 'P1' })
    class First extends BaseController {}
    @AlertDefaults({ priority: 'P5' })
    class Second extends BaseController {}
    const book = bookOf();
    const priorities = [First, Second].map((controller) => rulesOf(controller, book)[1]?.shape.priority);
    expect(First.prototype.find).toBe(Second.prototype.find);
    expect(priorities).toEqual(['P1', 'P5']);
  });
});

describe('compiling', () => {
  it('is done once for a class and a handler', () => {
    const book = bookOf([onStatus('5XX'), onErrorRate(0.01)]);
    expect(rulesOf(PlainController, book)).toBe(rulesOf(PlainController, book));
    expect(book.rulesWithoutHandler).toBe(book.rulesWithoutHandler);
  });

  it('makes one rule of a rate for all that is counted in it', () => {
    @AlertOnErrorRate(0.02, { name: 'orders' })
    @AlertOnLatency('2s', { share: 0.1 })
    class OrdersController {
      find() {}
      @AlertDefaults({ priority: 'P1' })
      list() {}
      @SkipAlerts()
      ping() {}
    }
    const book = bookOf([onErrorRate(0.01)]);
    const { find, list, ping } = OrdersController.prototype;
    const ofFind = book.rulesFor(OrdersController, find);
    const ofList = book.rulesFor(OrdersController, list);
    expect(ofFind.map(({ scope }) => scope)).toEqual(['service', 'controller', 'controller']);
    expect(ofList).toHaveLength(3);
    for (const [index, rule] of ofFind.entries()) expect(rule === ofList[index]).toBe(true);
    expect(rulesOf(PlainController, book)[0] === ofFind[0]).toBe(true);
    expect(book.rulesWithoutHandler[0] === ofFind[0]).toBe(true);
    expect(book.rulesFor(OrdersController, ping)).toEqual([]);
  });

  it('counts rates where they are declared: on a handler only for it', () => {
    @AlertOnErrorRate(0.02)
    class OrdersController {
      @AlertOnErrorRate(0.05)
      find() {}
      list() {}
    }
    const book = bookOf([onErrorRate(0.01)]);
    expect(rulesOf(OrdersController, book)).toMatchObject([{ scope: 'handler', rule: { ratio: 0.05 } }]);
    expect(book.rulesFor(OrdersController, OrdersController.prototype.list)).toMatchObject([
      { scope: 'controller', rule: { ratio: 0.02 } },
    ]);
  });

  it('keeps two controllers apart that inherit a rate', () => {
    @AlertOnErrorRate(0.02)
    class BaseController {
      find() {}
    }
    class First extends BaseController {}
    class Second extends BaseController {}
    const book = bookOf();
    expect(rulesOf(First, book)[0] === rulesOf(Second, book)[0]).toBe(false);
  });
});

function withPriority(priority: undefined): object {
  return { priority };
}

describe('the rules of runs outside HTTP', () => {
  class Reports {
    @AlertOnException()
    nightly() {}
    hourly() {}
  }
  const rare = { isOwnOnly: false, isQueue: false, recovery: FIRST_SUCCESS };

  it('leave out what needs a status', () => {
    const book = bookOf([onStatus('5XX'), onException()]);

    expect(book.rulesForRuns(Reports, Reports.prototype.hourly, rare).map(({ rule }) => rule.key)).toEqual([
      'exception',
    ]);
  });

  it('of a method that only the application calls are those on the method itself', () => {
    const book = bookOf([onLatency('2s'), onException()]);
    const plain = { isOwnOnly: true, isQueue: false, recovery: SUSTAINED };

    expect(book.rulesForRuns(Reports, Reports.prototype.hourly, plain)).toEqual([]);
    expect(book.rulesForRuns(Reports, Reports.prototype.nightly, plain).map(({ rule }) => rule.key)).toEqual([
      'exception',
    ]);
  });

  it.each([
    ['at once where nothing is said', onException(), {}, true],
    [
      'at once though the defaults of the module say when requests have recovered',
      onException(),
      { keepFiringFor: '10s' },
      true,
    ],
    ['when the rule says so', onException({ keepFiringFor: '10s' }), {}, false],
  ] as const)('of a rare run end %s', (_when, rule, defaults, closesAtOnce) => {
    const [compiled] = bookOf([rule], defaults).rulesForRuns(Reports, Reports.prototype.hourly, rare);

    expect(compiled?.policy).toMatchObject({ recovery: 'first-success', closesAtOnce });
  });
});
