import { describe, expect, it, onTestFinished } from 'vitest';

import { OpsgenieModule, OpsgenieService } from '../../src/index.js';
import { optionsFor, RecordingLogger, startContext, startSandbox } from './context.js';
import { THEN } from '../hostile-values.js';

async function startService() {
  const sandbox = await startSandbox();
  const log = new RecordingLogger();
  const app = await startContext({ imports: [OpsgenieModule.forRoot({ ...optionsFor(sandbox), logger: log })] });
  return { sandbox, log, opsgenie: app.get(OpsgenieService) };
}

/** Replaces all listeners for unhandled rejections until the test ends. */
function hearUnhandled(): unknown[] {
  const heard: unknown[] = [];
  const others = process.listeners('unhandledRejection');
  const listen = (reason: unknown): void => void heard.push(reason);
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', listen);
  onTestFinished(() => {
    process.off('unhandledRejection', listen);
    for (const other of others) process.on('unhandledRejection', other);
  });
  return heard;
}

/** Node reports unhandled rejections before the next turn of the event loop. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A query like those of postgres.js: a subclass of Promise that `then` starts. */
class LazyQuery extends Promise<unknown> {
  static started = 0;
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }
}
Reflect.defineProperty(LazyQuery.prototype, THEN, {
  value(this: LazyQuery, ...reactions: readonly unknown[]): unknown {
    LazyQuery.started++;
    return Reflect.apply(Promise.prototype.then, this, reactions);
  },
});

describe('watch()', () => {
  it('leaves an unhandled rejection to Node, which reports it once', async () => {
    const { opsgenie, sandbox } = await startService();
    const heard = hearUnhandled();
    const failure = new TypeError('floating');
    void opsgenie.watch('floating', async () => {
      await nextTurn();
      throw failure;
    });
    void opsgenie.watch('floating', () => Promise.reject(failure));
    await nextTurn();
    await nextTurn();
    await nextTurn();
    expect(heard).toEqual([failure, failure]);
    await sandbox.waitForAlert({ alias: 'shop:test:exception:task:floating:TypeError' });
  });

  it('does not report a handled rejection', async () => {
    const { opsgenie } = await startService();
    const heard = hearUnhandled();
    const failing = (): Promise<never> => Promise.reject(new TypeError('handled'));
    await expect(opsgenie.watch('handled', failing)).rejects.toThrow('handled');
    opsgenie.watch('handled', failing).catch(() => undefined);
    opsgenie.watch('handled', failing).then(undefined, () => undefined);
    await Promise.allSettled([opsgenie.watch('handled', failing)]);
    await nextTurn();
    expect(heard).toEqual([]);
    expect(opsgenie.active()).toMatchObject([{ operation: 'task:handled', bad: 4 }]);
  });

  it('neither starts nor changes lazy work, and logs once that it cannot observe its end', async () => {
    const { opsgenie, log } = await startService();
    const heard = hearUnhandled();
    const query = LazyQuery.resolve(1);
    const bound = Object.assign(Promise.resolve(1), { cancel: () => undefined });
    const failing = LazyQuery.reject(new Error('floating'));
    const thenable = Object.defineProperty({}, THEN, {
      get: () => {
        throw new Error('then');
      },
    });
    for (const given of [query, bound, failing, thenable]) {
      expect(opsgenie.watch('query', () => given)).toBe(given);
    }
    await nextTurn();
    expect(LazyQuery.started).toBe(0);
    expect(heard).toEqual([new Error('floating')]);
    expect(log.fromOpsgenie.filter((line) => line.includes("watch() cannot see how 'query' ends"))).toHaveLength(1);
    expect(opsgenie.active()).toEqual([]);
  });

  it('returns other values unchanged', async () => {
    const { opsgenie } = await startService();
    const values = [undefined, null, 0, Symbol('x'), {}, [], () => undefined, new Map()];
    for (const value of values) expect(opsgenie.watch('values', () => value)).toBe(value);
    expect(await opsgenie.watch('values', () => Promise.resolve(values))).toBe(values);
  });
});
