import { describe, expect, it } from 'vitest';

import { OpsgenieModule, OpsgenieService } from '../../src/index.js';
import { optionsFor, startContext, startSandbox } from './context.js';

/** Values that untyped callers may pass. */
const RUBBISH: readonly unknown[] = [
  undefined,
  null,
  7,
  'text',
  [],
  { tags: null, priority: 'P0', closeAfter: 'soon' },
];

async function startService() {
  const sandbox = await startSandbox();
  const app = await startContext({ imports: [OpsgenieModule.forRoot(optionsFor(sandbox))] });
  return { sandbox, opsgenie: app.get(OpsgenieService) };
}

/** Calls a method of the service as JavaScript would. */
function call(opsgenie: OpsgenieService, method: keyof OpsgenieService, ...args: readonly unknown[]): unknown {
  return Reflect.apply(opsgenie[method], opsgenie, args);
}

describe('the service, given invalid values', () => {
  it.each(['raise', 'raiseException', 'close', 'acknowledge', 'addNote', 'mute', 'explain'] as const)(
    'does not throw from %s()',
    async (method) => {
      const { opsgenie } = await startService();
      for (const one of RUBBISH) {
        for (const other of RUBBISH) expect(() => call(opsgenie, method, one, other)).not.toThrow();
      }
    },
  );

  it('rethrows what watched work throws, and still sends its alert', async () => {
    const { sandbox, opsgenie } = await startService();
    const failure = new TypeError('the work failed');
    for (const options of RUBBISH) {
      const run = (): unknown => call(opsgenie, 'watch', 'work', () => Promise.reject(failure), options);
      await expect(run()).rejects.toBe(failure);
    }
    const alert = await sandbox.waitForAlert({ alias: 'shop:test:exception:task:work:TypeError' });
    expect(alert.status).toBe('open');
  });

  it('does not mute without a valid duration', async () => {
    const { sandbox, opsgenie } = await startService();
    call(opsgenie, 'mute', { reason: 'a slip' });
    expect(opsgenie.raise({ message: 'told all the same' }).outcome).toBe('queued');
    await sandbox.waitForAlert({ message: 'told all the same [shop, test]' });
  });

  it('closes an alert by the alias it was raised with, and cancels its closeAfter', async () => {
    const { sandbox, opsgenie } = await startService();
    opsgenie.raise({ message: 'a', alias: ' <stock> ', closeAfter: '1h' });
    await sandbox.waitForAlert({ status: 'open' });
    opsgenie.close(' <stock> ');
    const { notes } = await sandbox.waitForAlert({ status: 'closed' });
    expect(notes).toEqual([]);
  });
});
