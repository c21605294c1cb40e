import { Controller, Get, Inject, Injectable, Module } from '@nestjs/common';
import { NestFactory, type AbstractHttpAdapter } from '@nestjs/core';
import { CommandBus, CommandHandler, CqrsModule } from '@nestjs/cqrs';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { expect, it, onTestFinished } from 'vitest';

import { AlertOnException, onException, OPSGENIE_CLOCK, OpsgenieService } from '../../src/index.js';
import { OpsgenieSandbox, VirtualClock, type Clock } from '../../src/testing/index.js';
import { RecordingLogger } from '../e2e/recording-logger.js';
import { rootOf, start, type ObservedApp, type Parts } from './application.js';

const ADAPTERS: readonly [string, () => AbstractHttpAdapter][] = [
  ['Express', () => new ExpressAdapter()],
  ['Fastify', () => new FastifyAdapter({ forceCloseConnections: true })],
];

/** Starts an application and sends it requests for `/orders`. @returns the answers */
async function ask(
  parts: Parts,
  adapter: AbstractHttpAdapter,
  times: number,
): Promise<{ app: ObservedApp; answers: unknown[] }> {
  const app = await start(parts, async (root) =>
    NestFactory.create(root, adapter, { logger: false, abortOnError: false, forceCloseConnections: true }),
  );
  await app.app.listen(0, '127.0.0.1');
  const answers = [];
  for (let time = 0; time < times; time++) {
    const response = await fetch(`${await app.app.getUrl()}/orders`);
    answers.push([response.status, await response.json()]);
  }
  return { app, answers };
}

class CreateOrder {}

@CommandHandler(CreateOrder)
class CreateOrderHandler {
  execute(): Promise<never> {
    return Promise.reject(new TypeError('no database'));
  }
}

@Controller('orders')
class CommandingController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Get()
  create(): Promise<unknown> {
    return this.commands.execute(new CreateOrder());
  }
}

it.each(ADAPTERS)('a command that fails in a handler of a route is one incident (%s)', async (_name, adapter) => {
  const parts = {
    imports: [CqrsModule.forRoot()],
    controllers: [CommandingController],
    providers: [CreateOrderHandler],
  };
  // First, because the two share their classes.
  const without = await ask({ ...parts, opsgenie: 'absent' }, adapter(), 3);
  const { app, answers } = await ask(parts, adapter(), 3);

  expect(answers).toEqual(without.answers);
  expect(answers).toMatchObject(Array.from({ length: 3 }, () => [500, { statusCode: 500 }]));
  expect(await app.aliases()).toEqual(['exception:command:CreateOrder:TypeError']);
  expect(app.app.get(OpsgenieService).active()).toMatchObject([{ operation: 'command:CreateOrder', bad: 3, total: 3 }]);
});

@Injectable()
class Prices {
  @AlertOnException({ name: 'load' })
  load(): Promise<never> {
    return Promise.reject(new TypeError('no rates'));
  }
}

@Injectable()
class Quotes {
  constructor(private readonly prices: Prices) {}

  @AlertOnException({ name: 'quote' })
  quote(): Promise<never> {
    return this.prices.load();
  }
}

@Controller('orders')
class QuotingController {
  constructor(private readonly quotes: Quotes) {}

  @Get()
  find(): Promise<never> {
    return this.quotes.quote();
  }
}

it.each(ADAPTERS)(
  'an error through a handler and two decorated methods counts for each rule of a method, and once for the module (%s)',
  async (_name, adapter) => {
    const parts = { controllers: [QuotingController], providers: [Prices, Quotes] };
    // First, because the two share their classes.
    const without = await ask({ ...parts, opsgenie: 'absent' }, adapter(), 2);
    const { app, answers } = await ask({ ...parts, opsgenie: { rules: [onException()] } }, adapter(), 2);

    expect(answers).toEqual(without.answers);
    await app.aliases();
    const active = app.app.get(OpsgenieService).active();
    expect(active.map(({ operation, bad }) => `${operation} ${bad}`).toSorted()).toEqual([
      'GET /orders 2',
      'method:Prices.load 2',
      'method:Quotes.quote 2',
    ]);
  },
);

/** A clock that can be broken. */
class BreakableClock implements Clock {
  isBroken = false;
  readonly #clock = new VirtualClock();

  now(): number {
    if (this.isBroken) throw new RangeError('the clock has stopped');
    return this.#clock.now();
  }

  wall(): number {
    return this.#clock.wall();
  }

  after(delay: number, action: () => void): ReturnType<Clock['after']> {
    return this.#clock.after(delay, action);
  }
}

it('a fault of the observer harms no run, and is logged once', async () => {
  @Injectable()
  class Work {
    @AlertOnException()
    async load(fails: boolean): Promise<string> {
      await Promise.resolve();
      if (fails) throw new TypeError('no rates');
      return 'rates';
    }

    @AlertOnException()
    parse(fails: boolean): string {
      if (fails) throw new TypeError('no number');
      return '1.5';
    }
  }
  const sandbox = await OpsgenieSandbox.start({ processingDelay: 0 });
  onTestFinished(() => sandbox.stop());
  const logger = new RecordingLogger();
  const clock = new BreakableClock();
  class Root {}
  Module({ imports: [rootOf({ providers: [Work], opsgenie: { logger } }, sandbox)] })(Root);
  const builder = Test.createTestingModule({ imports: [Root] });
  const app = await builder.overrideProvider(OPSGENIE_CLOCK).useValue(clock).compile();
  await app.init();
  onTestFinished(() => app.close());
  const work = app.get(Work, { strict: false });
  const opsgenie = app.get(OpsgenieService, { strict: false });

  clock.isBroken = true;
  for (let times = 0; times < 3; times++) {
    await expect(work.load(false)).resolves.toBe('rates');
    await expect(work.load(true)).rejects.toThrow(new TypeError('no rates'));
    expect(work.parse(false)).toBe('1.5');
    expect(() => work.parse(true)).toThrow(new TypeError('no number'));
    expect(opsgenie.watch('parse', () => 42)).toBe(42);
  }
  // It breaks while runs are under way, too.
  clock.isBroken = false;
  const running = work.load(true);
  clock.isBroken = true;
  await expect(running).rejects.toThrow(new TypeError('no rates'));
  clock.isBroken = false;

  expect(logger.lines).toEqual(
    ['run', 'task'].map((what) => expect.stringContaining(`A ${what} could not be observed`) as string),
  );
  expect(sandbox.alerts).toEqual([]);
});
