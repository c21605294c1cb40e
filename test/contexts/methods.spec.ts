import {
  Injectable,
  Module,
  NotFoundException,
  Scope,
  type OnModuleInit,
  type Provider,
  type Type,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { BehaviorSubject } from 'rxjs';
import { expect, it, onTestFinished } from 'vitest';

import { AlertOnException, MaxRuntime, OpsgenieService } from '../../src/index.js';
import { OpsgenieSandbox } from '../../src/testing/index.js';
import { rootOf, startContext, type Parts } from './application.js';

const OPSGENIE = [{}, 'absent'] as const;

it('alerts on a method with an alert decorator of its own, and on no other', async () => {
  @Injectable()
  class Prices {
    readonly #currency = 'EUR';

    @AlertOnException()
    async load(): Promise<string> {
      return Promise.reject(new TypeError(this.#currency));
    }

    bare(): never {
      throw new Error('nobody observes this');
    }
  }
  const { app, aliases } = await startContext({ providers: [Prices] });
  const prices = app.get(Prices);

  await expect(prices.load()).rejects.toThrow('EUR');
  expect(() => prices.bare()).toThrow('nobody');

  expect(await aliases()).toEqual(['exception:method:Prices.load:TypeError']);
});

it('adds one frame to the stack of an error', async () => {
  @Injectable()
  class Prices {
    @AlertOnException()
    @MaxRuntime('1m')
    load(): never {
      throw new TypeError('no EUR');
    }
  }
  const { app } = await startContext({ providers: [Prices] });

  let stack = '';
  try {
    app.get(Prices).load();
  } catch (error) {
    stack = error instanceof Error ? (error.stack ?? '') : '';
  }
  expect(stack.split('\n').filter((line) => line.includes('/src/'))).toEqual([
    expect.stringContaining('method-wrapper'),
  ]);
});

it('reports one error that passes through two entry points once', async () => {
  const { CommandBus, CommandHandler, CqrsModule } = await import('@nestjs/cqrs');
  class CreateOrder {}

  @CommandHandler(CreateOrder)
  class Inner {
    execute(): Promise<never> {
      return Promise.reject(new Error('broken'));
    }
  }
  class Outer {}

  @CommandHandler(Outer)
  class OuterHandler {
    constructor(private readonly bus: InstanceType<typeof CommandBus>) {}
    execute(): Promise<unknown> {
      return this.bus.execute(new CreateOrder());
    }
  }
  Reflect.defineMetadata('design:paramtypes', [CommandBus], OuterHandler);
  class Orders {}
  Module({ imports: [CqrsModule], providers: [Inner, OuterHandler] })(Orders);
  const { app, aliases } = await startContext({ imports: [CqrsModule.forRoot(), Orders] });

  await expect(app.get(CommandBus).execute(new Outer())).rejects.toThrow('broken');

  expect(await aliases()).toEqual(['exception:command:CreateOrder:Error']);
});

const FAILURE = new TypeError('no feed');

/** A result that runs only once it is awaited, as a query builder's does. */
class Query {
  runs = 0;
}
const QUERY = new Query();
Reflect.set(QUERY, 'then', () => {
  QUERY.runs += 1;
});

/** What a method does; each result is made once, so that it can be compared. */
const RESULTS = {
  value: 42,
  query: QUERY,
  subject: new BehaviorSubject(1),
  *generator(): Generator<number> {
    yield 1;
  },
};

function throws(): never {
  throw FAILURE;
}

it.each<[string, () => unknown, string | undefined]>([
  ['returns a value', () => RESULTS.value, undefined],
  ['resolves', () => Promise.resolve(RESULTS.value), undefined],
  ['throws', throws, 'exception:method:Prices.load:TypeError'],
  ['rejects', () => Promise.reject(FAILURE), 'exception:method:Prices.load:TypeError'],
  ['answers that there is no such thing', () => Promise.reject(new NotFoundException()), undefined],
  ['returns a query that nothing awaits', () => [RESULTS.query], undefined],
])('a method that %s', async (_what, run, alias) => {
  const results: unknown[] = [];
  for (const opsgenie of OPSGENIE) {
    @Injectable()
    class Prices {
      @AlertOnException()
      load(): unknown {
        return run();
      }
    }
    const { app, aliases } = await startContext({ providers: [Prices], opsgenie });
    results.push(await settle(() => app.get(Prices).load()));
    expect(await aliases()).toEqual(opsgenie === 'absent' || alias === undefined ? [] : [alias]);
  }

  expect(results[0]).toEqual(results[1]);
});

it.each([
  ['a query', RESULTS.query],
  ['a subject', RESULTS.subject],
  ['a generator', RESULTS.generator()],
])('a method that returns %s: the same object, untouched', async (_what, result) => {
  @Injectable()
  class Prices {
    @AlertOnException()
    load(): unknown {
      return result;
    }
  }
  const { app, aliases } = await startContext({ providers: [Prices] });

  expect(app.get(Prices).load()).toBe(result);
  expect(RESULTS.query.runs).toBe(0);
  expect(await aliases()).toEqual([]);
});

it('a method whose rejection nothing awaits', async () => {
  const unhandled: unknown[][] = [];
  for (const opsgenie of OPSGENIE) {
    @Injectable()
    class Prices {
      @AlertOnException()
      async load(): Promise<never> {
        return Promise.reject(FAILURE);
      }
    }
    const { app, aliases } = await startContext({ providers: [Prices], opsgenie });
    unhandled.push(
      await unhandledRejections(() => {
        void app.get(Prices).load();
      }),
    );
    expect(await aliases()).toEqual(opsgenie === 'absent' ? [] : ['exception:method:Prices.load:TypeError']);
  }

  expect(unhandled).toEqual([[FAILURE], [FAILURE]]);
});

it.each<[string, (type: Type<Loads>) => Provider, boolean]>([
  ['a value', (type) => ({ provide: 'prices', useValue: new type() }), false],
  ['from a factory', (type) => ({ provide: 'prices', useFactory: () => new type() }), false],
  ['of a class', (type) => ({ provide: 'prices', useClass: type }), false],
  ['transient', (type) => ({ provide: 'prices', useClass: type, scope: Scope.TRANSIENT }), true],
  ['request-scoped', (type) => ({ provide: 'prices', useClass: type, scope: Scope.REQUEST }), true],
])('a provider that is %s', async (_what, provider, isResolved) => {
  @Injectable()
  class Prices implements Loads {
    readonly #message = 'no feed';

    @AlertOnException()
    load(): never {
      throw new TypeError(this.#message);
    }
  }
  const { app, aliases } = await startContext({ providers: [provider(Prices)] });
  const prices = isResolved ? await app.resolve<Loads>('prices') : app.get<Loads>('prices');

  expect(() => prices.load()).toThrow('no feed');
  expect(await aliases()).toEqual(['exception:method:Prices.load:TypeError']);
});

it('no override without a decorator, no call of it by `super`, and no instance of a class that is no provider', async () => {
  class Base {
    @AlertOnException()
    load(): never {
      throw FAILURE;
    }
  }
  @Injectable()
  class Silent extends Base {
    override load(): never {
      return super.load();
    }
  }
  @Injectable()
  class Inheriting extends Base {}
  const { app, aliases } = await startContext({ providers: [Silent, Inheriting] });

  expect(() => app.get(Silent).load()).toThrow(FAILURE);
  expect(() => new Base().load()).toThrow(FAILURE);
  expect(await aliases()).toEqual([]);
  expect(() => app.get(Inheriting).load()).toThrow(FAILURE);
  expect(await aliases()).toEqual(['exception:method:Inheriting.load:TypeError']);
});

it('warns of a static method, and counts each of three methods that one error passes through by its own rule', async () => {
  @Injectable()
  class Feed {
    @AlertOnException()
    static parse(): never {
      throw FAILURE;
    }

    @AlertOnException()
    inner(): never {
      return Feed.parse();
    }

    @AlertOnException()
    load(): never {
      return this.inner();
    }

    @AlertOnException()
    outer(): never {
      return this.load();
    }
  }
  const warnings: string[] = [];
  const logger = {
    log: () => undefined,
    error: () => undefined,
    warn: (line: unknown) => void warnings.push(String(line)),
  };
  const { app } = await startContext({ providers: [Feed], opsgenie: { logger } });

  expect(() => app.get(Feed).outer()).toThrow(FAILURE);
  const operations = app.get(OpsgenieService).active();
  expect(operations.map(({ operation, bad }) => [operation, bad])).toEqual([
    ['method:Feed.inner', 1],
    ['method:Feed.load', 1],
    ['method:Feed.outer', 1],
  ]);
  expect(warnings.join('\n')).toContain('Feed.parse (static)');
});

it('a second application in the process: each run goes to the latest that is up, and none is left behind', async () => {
  @Injectable()
  class Prices {
    @AlertOnException()
    load(): never {
      throw FAILURE;
    }
  }
  const bare = Object.getOwnPropertyDescriptor(Prices.prototype, 'load')?.value as unknown;
  const first = await startContext({ providers: [Prices] });
  const second = await startContext({ providers: [Prices] });

  expect(() => first.app.get(Prices).load()).toThrow(FAILURE);
  expect([await first.aliases(), await second.aliases()]).toEqual([[], ['exception:method:Prices.load:TypeError']]);
  await second.app.close();
  expect(() => first.app.get(Prices).load()).toThrow(FAILURE);
  expect(await first.aliases()).toEqual(['exception:method:Prices.load:TypeError']);
  await first.app.close();
  expect(Object.getOwnPropertyDescriptor(Prices.prototype, 'load')?.value).toBe(bare);
});

it('touches no method where alerting is off, and none of a mock', async () => {
  @Injectable()
  class Prices {
    @AlertOnException()
    load(): never {
      throw FAILURE;
    }
  }
  class Mock {
    load(): string {
      return 'mock';
    }
  }
  const descriptors = (): unknown[] =>
    [Prices, Mock].map((type) => Object.getOwnPropertyDescriptor(type.prototype, 'load')?.value as unknown);
  const before = descriptors();
  const { app, aliases } = await startContext({
    providers: [{ provide: Prices, useClass: Mock }],
  });

  expect(descriptors()).toEqual(before);
  expect(app.get(Prices).load()).toBe('mock');
  expect(await aliases()).toEqual([]);
  await startContext({ providers: [Prices], opsgenie: { enabled: false } });
  expect(descriptors()).toEqual(before);
});

it('a hook that fails the start, by its own decorator', async () => {
  const observe = async (isDecorated: boolean, opsgenie: NonNullable<Parts['opsgenie']>): Promise<unknown> => {
    const sandbox = await OpsgenieSandbox.start({ processingDelay: 0 });
    onTestFinished(() => sandbox.stop());
    class Cache implements OnModuleInit {
      onModuleInit(): never {
        throw FAILURE;
      }
    }
    Injectable()(Cache);
    const descriptor = Object.getOwnPropertyDescriptor(Cache.prototype, 'onModuleInit');
    if (isDecorated && descriptor !== undefined) AlertOnException()(Cache.prototype, 'onModuleInit', descriptor);
    const failed = NestFactory.createApplicationContext(rootOf({ providers: [Cache], opsgenie }, sandbox), {
      logger: false,
      abortOnError: false,
    });
    await expect(failed).rejects.toBe(FAILURE);
    return isDecorated && opsgenie !== 'absent'
      ? (await sandbox.waitForAlert({ source: 'shop' }, '10s')).alias
      : sandbox.alerts.length;
  };

  expect(await observe(true, 'absent')).toBe(0);
  expect(await observe(false, {})).toBe(0);
  expect(await observe(true, {})).toBe('shop:test:exception:method:Cache.onModuleInit:TypeError');
});

interface Loads {
  load(): unknown;
}

async function settle(run: () => unknown): Promise<unknown> {
  try {
    return ['returns', await run()];
  } catch (error) {
    return ['throws', error];
  }
}

/** The rejections that are not handled; the listeners of the test runner, which would fail the test, are left out. */
async function unhandledRejections(run: () => void): Promise<unknown[]> {
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  const reasons: unknown[] = [];
  process.on('unhandledRejection', (reason) => reasons.push(reason));
  try {
    run();
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => void setImmediate(resolve));
    return reasons;
  } finally {
    process.removeAllListeners('unhandledRejection');
    for (const listener of others) process.on('unhandledRejection', listener);
  }
}
