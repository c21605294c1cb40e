import { EventEmitter } from 'node:events';

import { Module } from '@nestjs/common';
import { expect, it, vi } from 'vitest';

import { AlertOnException, onException, OpsgenieModule, OpsgenieService } from '../../../src/index.js';
import { optionsFor, RecordingLogger, startContext, startSandbox } from '../context.js';

// Two more lines in the list. No other file of the library knows of these observers.
vi.mock(import('../../../src/observers/observers.js'), async (original) => {
  const { observersOf } = await original();
  const { BrokenObserver, EmitterObserver } = await import('./emitter-observer.js');
  return {
    observersOf: (context) => ({
      broken: new BrokenObserver(),
      ...observersOf(context),
      emitters: new EmitterObserver(context),
    }),
  };
});

const ALIAS = 'shop:test:exception:event:order.placed:RangeError';

class Orders extends EventEmitter {
  @AlertOnException()
  recount() {}
}

class Plain {
  @AlertOnException()
  recount() {}
}

async function startShop() {
  const sandbox = await startSandbox();
  const logger = new RecordingLogger();
  const imports = [OpsgenieModule.forRoot(optionsFor(sandbox, { logger, rules: [onException()] }))];
  const orders = new Orders();
  const app = await startContext({ imports, providers: [{ provide: Orders, useValue: orders }, Plain] });
  orders.on('order.placed', (lines: number) => {
    if (lines === 0) throw new RangeError('An order has no lines.');
  });
  return { app, sandbox, logger, orders, opsgenie: app.get(OpsgenieService) };
}

it('an observer of another kind is one line in the list, and what it reports becomes an alert', async () => {
  const { app, sandbox, orders, opsgenie } = await startShop();
  expect(orders.emit('order.placed', 2)).toBe(true);
  expect(() => orders.emit('order.placed', 0)).toThrow(RangeError);
  // The event is reported a turn later: the flush waits for it.
  expect(await opsgenie.flush()).toMatchObject({ sent: 1, pending: 0 });
  expect(sandbox.alerts).toMatchObject([{ alias: ALIAS, entity: 'event:order.placed', status: 'open' }]);
  expect(sandbox.alerts[0]?.details).not.toHaveProperty('status');

  await app.close();
  const before = sandbox.requests.length;
  expect(Object.hasOwn(orders, 'emit')).toBe(false);
  expect(() => orders.emit('order.placed', 0)).toThrow(RangeError);
  await opsgenie.flush();
  expect(sandbox.requests).toHaveLength(before);
});

it('an observer that fails at every stage harms neither the application nor the other observers', async () => {
  const { app, sandbox, logger, orders, opsgenie } = await startShop();
  expect(() => orders.emit('order.placed', 0)).toThrow(RangeError);
  expect(() => opsgenie.watch('reindex', () => failing())).toThrow('no index');
  expect(await opsgenie.flush()).toMatchObject({ sent: 2, pending: 0 });
  expect(sandbox.alerts.map(({ alias }) => alias).toSorted()).toEqual([
    ALIAS,
    'shop:test:exception:task:reindex:Error',
  ]);

  await app.close();
  const faults = logger.fromOpsgenie.filter((line) => line.includes('please report'));
  expect(faults.map((line) => line.split('; please', 1)[0])).toEqual(
    ['start', 'attach', 'connect', 'ready', 'settled', 'stop'].map(
      (stage) => `error: The observer 'broken' failed at the stage '${stage}'`,
    ),
  );
  expect(faults[0]).toContain('The test breaks start().\n    at ');
});

it('a decorated method that the observer reaches is not reported as silent', async () => {
  const { logger } = await startShop();
  expect(logger.fromOpsgenie.filter((line) => line.includes('Alert decorators'))).toEqual([]);
});

it('observes an application once, though two imports of the module have the observer', async () => {
  const sandbox = await startSandbox();
  const options = optionsFor(sandbox, { rules: [onException()] });
  class Library {}
  Module({ imports: [OpsgenieModule.forRoot(options)] })(Library);
  const orders = new Orders();
  const providers = [{ provide: Orders, useValue: orders }];
  const app = await startContext({ imports: [Library, OpsgenieModule.forRoot({ ...options })], providers });
  orders.on('error', () => {
    throw new RangeError('The shop is shut.');
  });
  expect(() => orders.emit('error')).toThrow(RangeError);
  await app.close();
  expect(sandbox.requests).toHaveLength(1);
});

function failing(): never {
  throw new Error('no index');
}
