import { Injectable, Module, NotFoundException } from '@nestjs/common';
import {
  CommandBus,
  CommandHandler,
  CqrsModule,
  EventBus,
  EventsHandler,
  QueryBus,
  QueryHandler,
  Saga,
  type ICommand,
} from '@nestjs/cqrs';
import { map, tap, type Observable } from 'rxjs';
import { expect, it } from 'vitest';

import { AlertOnException, OpsgenieService } from '../../src/index.js';
import { startContext, type Parts } from './application.js';

const OPSGENIE = [{}, 'absent'] as const;

class CreateOrder {}
class FindOrder {}
class OrderCreated {}

function failure(): Error {
  return new TypeError('no database');
}

it.each([
  ['fails', failure(), 'exception:command:CreateOrder:TypeError'],
  ['answers that there is no such thing', new NotFoundException(), undefined],
  ['goes well', undefined, undefined],
])('a command that %s', async (_what, error, alias) => {
  @CommandHandler(CreateOrder)
  class Handler {
    execute(): Promise<string> {
      return error === undefined ? Promise.resolve('created') : Promise.reject(error);
    }
  }
  const results: unknown[] = [];
  for (const opsgenie of OPSGENIE) {
    const { app, aliases } = await startContext({ imports: [CqrsModule.forRoot()], providers: [Handler], opsgenie });
    results.push(
      await app
        .get(CommandBus)
        .execute(new CreateOrder())
        .catch((thrown: unknown) => thrown),
    );
    expect(await aliases()).toEqual(opsgenie === 'absent' || alias === undefined ? [] : [alias]);
  }

  expect(results[0]).toBe(results[1]);
});

it('a query that fails', async () => {
  @QueryHandler(FindOrder)
  class Handler {
    execute(): Promise<never> {
      return Promise.reject(failure());
    }
  }
  const { app, aliases } = await startContext({ imports: [CqrsModule.forRoot()], providers: [Handler] });

  await expect(app.get(QueryBus).execute(new FindOrder())).rejects.toThrow('no database');

  expect(await aliases()).toEqual(['exception:query:FindOrder:TypeError']);
});

it('handlers of an event that fail, each on its own, even by an answer that nobody asked for', async () => {
  @EventsHandler(OrderCreated)
  class Mailer {
    handle(): Promise<never> {
      return Promise.reject(failure());
    }
  }
  @EventsHandler(OrderCreated)
  class Invoicer {
    handle(): never {
      throw new NotFoundException();
    }
  }
  for (const opsgenie of OPSGENIE) {
    const { app, aliases } = await startContext({
      imports: [CqrsModule.forRoot()],
      providers: [Mailer, Invoicer],
      opsgenie,
    });
    app.get(EventBus).publish(new OrderCreated());
    await settled();

    const expected = [
      'exception:handle:OrderCreated (Invoicer.handle):NotFoundException',
      'exception:handle:OrderCreated (Mailer.handle):TypeError',
    ];
    expect((await aliases()).map(decodeURIComponent).toSorted()).toEqual(opsgenie === 'absent' ? [] : expected);
  }
});

class Sagas {
  taken = 0;
}

function sagaParts(react: (event: OrderCreated) => ICommand, opsgenie: Parts['opsgenie'] = {}): Parts {
  @Injectable()
  class OrderSagas extends Sagas {
    @Saga()
    readonly created = (events: Observable<OrderCreated>): Observable<ICommand> =>
      events.pipe(
        tap(() => void (this.taken += 1)),
        map(react),
      );
  }
  @CommandHandler(CreateOrder)
  class Handler {
    execute(): Promise<never> {
      return Promise.reject(failure());
    }
  }
  class Orders {}
  Module({ providers: [OrderSagas, Handler, { provide: Sagas, useExisting: OrderSagas }] })(Orders);
  return { imports: [CqrsModule.forRoot(), Orders], opsgenie };
}

it('a saga whose command fails: the command is what fails', async () => {
  const { app, aliases } = await startContext(sagaParts(() => new CreateOrder()));

  app.get(EventBus).publish(new OrderCreated());
  await settled();

  expect(await aliases()).toEqual(['exception:command:CreateOrder:TypeError']);
});

it('a saga that throws has stopped, and its alert stays open until a person closes it', async () => {
  for (const opsgenie of OPSGENIE) {
    const parts = sagaParts(() => {
      throw failure();
    }, opsgenie);
    const { app, aliases, sandbox } = await startContext(parts);
    app.get(EventBus).publish(new OrderCreated());
    await settled();
    app.get(EventBus).publish(new OrderCreated());
    await settled();

    expect(app.get(Sagas, { strict: false }).taken).toBe(1);
    expect(await aliases()).toEqual(opsgenie === 'absent' ? [] : ['exception:saga:OrderSagas.created:TypeError']);
    const [alert] = sandbox.alerts;
    expect(alert?.message).toBe(
      opsgenie === 'absent' ? undefined : '[test] shop: saga OrderSagas.created stopped: no database',
    );
    expect(alert?.description ?? '').toContain(
      opsgenie === 'absent' ? '' : 'It takes no event any more until the process starts again.',
    );
  }
});

it('a saga of a class with rules of its own', async () => {
  @Injectable()
  @AlertOnException({ name: 'sagas', priority: 'P1' })
  class OrderSagas {
    @Saga()
    readonly created = (events: Observable<OrderCreated>): Observable<ICommand> =>
      events.pipe(
        map(() => {
          throw failure();
        }),
      );
  }
  const warnings: unknown[] = [];
  const logger = { log: () => undefined, error: () => undefined, warn: (line: unknown) => void warnings.push(line) };
  const { app, sandbox } = await startContext({
    imports: [CqrsModule.forRoot()],
    providers: [OrderSagas],
    opsgenie: { rules: [], logger },
  });

  app.get(EventBus).publish(new OrderCreated());
  await settled();
  await app.get(OpsgenieService).flush();

  expect(sandbox.alerts).toMatchObject([{ entity: 'saga:OrderSagas.created', priority: 'P1' }]);
  expect(warnings).toEqual([]);
});

it('observes no command that is switched off', async () => {
  const { app, aliases } = await startContext(
    sagaParts(
      () => {
        throw failure();
      },
      { observe: { cqrs: false } },
    ),
  );

  await expect(app.get(CommandBus).execute(new CreateOrder())).rejects.toThrow('no database');
  app.get(EventBus).publish(new OrderCreated());
  await settled();

  expect(await aliases()).toEqual([]);
});

/** Handlers of events run on their own: all that they do here is done in a few turns of the event loop. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => void setImmediate(resolve));
}
