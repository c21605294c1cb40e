import { Injectable, Module } from '@nestjs/common';
import { expect, it } from 'vitest';

import { AlertOnException } from '../../src/index.js';
import { startContext } from './application.js';

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
