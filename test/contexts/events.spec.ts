import { Injectable, Scope } from '@nestjs/common';
import { EventEmitter2, EventEmitterModule, OnEvent, type OnEventOptions } from '@nestjs/event-emitter';
import { expect, it } from 'vitest';

import { OpsgenieService } from '../../src/index.js';
import { startContext, type Parts } from './application.js';

type Emit = (emitter: EventEmitter2) => unknown;

interface Row {
  readonly options?: OnEventOptions;
  readonly scope?: Scope;
  readonly listen?: () => unknown;
  readonly event?: string;
  readonly wildcard?: boolean;
  readonly emit: Emit;
}

const emit: Emit = (emitter) => emitter.emit('order.created', { id: 1 });
const emitAsync: Emit = (emitter) => emitter.emitAsync('order.created', { id: 1 });
const rejects = (): Promise<never> => Promise.reject(new TypeError('no mail server'));
const throws = (): never => {
  throw new TypeError('no mail server');
};

const ON_ORDER = 'exception:on:order.created:TypeError';

it.each<[string, Row, readonly string[]]>([
  ['goes well', { listen: () => 'sent', emit: emitAsync }, []],
  ['throws', { listen: throws, emit }, [ON_ORDER]],
  ['rejects', { listen: rejects, emit: emitAsync }, [ON_ORDER]],
  ['throws, unsuppressed', { listen: throws, options: { suppressErrors: false }, emit }, [ON_ORDER]],
  ['rejects, unsuppressed', { listen: rejects, options: { suppressErrors: false }, emit }, [ON_ORDER]],
  [
    'throws, unsuppressed, to one who waits',
    { listen: throws, options: { suppressErrors: false }, emit: emitAsync },
    [ON_ORDER],
  ],
  [
    'rejects, unsuppressed, to one who waits',
    { listen: rejects, options: { suppressErrors: false }, emit: emitAsync },
    [ON_ORDER],
  ],
  ['is request-scoped', { listen: rejects, scope: Scope.REQUEST, emit: emitAsync }, [ON_ORDER]],
  [
    'listens to a wildcard',
    { listen: rejects, event: 'order.*', wildcard: true, emit: emitAsync },
    ['exception:on:order.*:TypeError'],
  ],
])(
  'a listener that %s',
  async (_what, { options = {}, scope, listen = throws, event, wildcard, emit: run }, aliases) => {
    const observe = async (opsgenie: NonNullable<Parts['opsgenie']>): Promise<readonly unknown[]> => {
      @Injectable({ scope: scope ?? Scope.DEFAULT })
      class Mailer {
        @OnEvent(event ?? 'order.created', options)
        notify(): unknown {
          return listen();
        }
      }
      const lines: string[] = [];
      const write = (...parts: unknown[]): void => void lines.push(parts.map(String).join(' ').split('\n', 1)[0] ?? '');
      const logger = { log: () => undefined, error: write, warn: write };
      const app = await startContext({
        imports: [EventEmitterModule.forRoot({ wildcard: wildcard ?? false })],
        providers: [Mailer],
        opsgenie,
        logger,
      });
      await app.app.init();
      const unhandled: unknown[] = [];
      const result = await withoutListeners('unhandledRejection', async () => {
        process.on('unhandledRejection', (reason) => unhandled.push(reason));
        const emitted = await Promise.resolve(run(app.app.get(EventEmitter2))).catch((error: unknown) => [
          'rejects',
          error,
        ]);
        for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => void setImmediate(resolve));
        return emitted;
      });
      expect(await app.aliases()).toEqual(opsgenie === 'absent' ? [] : aliases);
      return [result, unhandled, lines];
    };

    expect(await observe({})).toEqual(await observe('absent'));
  },
);

it('a listener of two events runs once for each, under one name', async () => {
  @Injectable()
  class Mailer {
    @OnEvent('two')
    @OnEvent('three')
    notify(): never {
      throw new TypeError('no mail server');
    }
  }
  const { app } = await startContext({ imports: [EventEmitterModule.forRoot()], providers: [Mailer] });
  await app.get(EventEmitter2).emitAsync('two');
  await app.get(EventEmitter2).emitAsync('three');

  const active = app.get(OpsgenieService).active();
  expect(active).toMatchObject([{ bad: 2, total: 2 }]);
  expect(active[0]?.operation.slice('on:'.length).split('|').toSorted()).toEqual(['three', 'two']);
});

/** Runs with no listeners but those that it adds: the test runner has one that fails the test. */
async function withoutListeners<T>(event: 'unhandledRejection', run: () => Promise<T>): Promise<T> {
  const others = process.listeners(event);
  process.removeAllListeners(event);
  try {
    return await run();
  } finally {
    process.removeAllListeners(event);
    for (const listener of others) process.on(event, listener);
  }
}
