import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { OpsgenieModule, OpsgenieService } from '../../src/index.js';
import { optionsFor, RecordingLogger, startContext, startSandbox } from './context.js';
import { hostileOptions, hostileValue } from '../hostile-values.js';

const METHODS = [
  'raise',
  'raiseException',
  'close',
  'acknowledge',
  'addNote',
  'explain',
  'active',
  'stats',
  'watch',
] as const;
const RUNS = { numRuns: 150 };

async function startService(own: object = {}) {
  const sandbox = await startSandbox();
  const log = new RecordingLogger();
  const options = { ...optionsFor(sandbox), logger: log, delivery: { perMinute: 10_000, burst: 10_000 }, ...own };
  const app = await startContext({ imports: [OpsgenieModule.forRoot(options)] });
  return { sandbox, log, opsgenie: app.get(OpsgenieService) };
}

/** Calls a method of the service as JavaScript would. */
function call(opsgenie: OpsgenieService, method: keyof OpsgenieService, ...args: readonly unknown[]): unknown {
  return Reflect.apply(opsgenie[method], opsgenie, args);
}

describe('the service, given hostile values', () => {
  it.each(METHODS)('does not throw from %s(), and logs no internal error', async (method) => {
    const { opsgenie, log } = await startService();
    fc.assert(
      fc.property(hostileOptions, hostileOptions, (one, other) => {
        const second = other();
        // `watch()` rethrows errors of its work, so it does not get a function here.
        call(opsgenie, method, one(), method === 'watch' && typeof second === 'function' ? undefined : second);
      }),
      RUNS,
    );
    expect(log.fromOpsgenie.filter((line) => line.includes('please report'))).toEqual([]);
  });

  it('does not throw from watch() while it alerts on failing work', async () => {
    const { opsgenie, log, sandbox } = await startService();
    const failure = new TypeError('the work failed');
    const failing = (): never => {
      throw failure;
    };
    fc.assert(
      fc.property(hostileValue, hostileOptions, (name, options) => {
        expect(() => call(opsgenie, 'watch', name(), failing, options())).toThrow(failure);
      }),
      RUNS,
    );
    await sandbox.waitForAlert({ status: 'open' });
    expect(log.fromOpsgenie.filter((line) => line.includes('please report'))).toEqual([]);
  });

  it('does not throw from mute(), nor from the function that ends the mute', async () => {
    const { opsgenie, sandbox } = await startService();
    fc.assert(
      fc.property(hostileOptions, hostileValue, (options, given) => {
        const end = call(opsgenie, 'mute', options());
        if (typeof end === 'function') Reflect.apply(end, undefined, [given()]);
      }),
      RUNS,
    );
    opsgenie.raise({ message: 'nothing is muted any more' });
    expect(await sandbox.waitForAlert({ message: 'nothing is muted any more [shop, test]' })).toMatchObject({
      status: 'open',
    });
  });

  it('never rejects from flush()', async () => {
    const { opsgenie } = await startService();
    await fc.assert(
      fc.asyncProperty(hostileOptions, async (timeout) => {
        expect(await call(opsgenie, 'flush', timeout())).toMatchObject({ pending: 0 });
      }),
      { numRuns: 50 },
    );
  });

  it('raises an alert whatever resolvers, enrich and details return', async () => {
    await fc.assert(
      fc.asyncProperty(hostileValue, hostileValue, async (given, enriched) => {
        const { opsgenie, sandbox, log } = await startService({ enrich: enriched });
        const fields = 'message description priority tags details'.split(' ');
        const alert = Object.fromEntries(fields.map((field) => [field, given]));
        call(opsgenie, 'raise', { ...alert, alias: 'given' });
        await sandbox.waitForAlert({ alias: 'given' });
        expect(log.fromOpsgenie.filter((line) => line.includes('please report'))).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it('survives loggers that throw, and loggers that reject', async () => {
    const fail = (): never => {
      throw new Error('no log');
    };
    const reject = (): Promise<never> => Promise.reject(new Error('no log'));
    for (const write of [fail, reject]) {
      const { opsgenie, sandbox } = await startService({ logger: { log: write, warn: write, error: write } });
      call(opsgenie, 'mute', {});
      call(opsgenie, 'explain', undefined);
      opsgenie.raise({ message: 'told', tags: fail });
      expect(await sandbox.waitForAlert({ message: 'told [shop, test]' })).toMatchObject({ status: 'open' });
    }
  });
});
