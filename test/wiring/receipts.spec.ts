import { describe, expect, it } from 'vitest';

import { OpsgenieModule, OpsgenieService, type Message, type OpsgenieModuleOptions } from '../../src/index.js';
import { optionsFor, startContext, startSandbox } from './context.js';

async function startService(own: Partial<OpsgenieModuleOptions> = {}) {
  const sandbox = await startSandbox();
  const app = await startContext({ imports: [OpsgenieModule.forRoot(optionsFor(sandbox, own))] });
  return { sandbox, app, opsgenie: app.get(OpsgenieService) };
}

describe('a receipt', () => {
  it("is 'queued' for an accepted alert and for a repeat of an open one, and both are sent", async () => {
    const { sandbox, opsgenie } = await startService();
    const first = opsgenie.raise({ message: 'hello', alias: 'a' });
    expect(await first.delivered).toMatchObject({ ok: true, status: 202, attempts: 1 });
    const repeat = opsgenie.raise({ message: 'hello', alias: 'a' });
    expect(await repeat.delivered).toMatchObject({ ok: true });
    const others = [opsgenie.addNote('a', 'note'), opsgenie.acknowledge('a'), opsgenie.close('a')];

    expect([first, repeat, ...others].map(({ alias, outcome }) => `${alias} ${outcome}`)).toEqual(
      Array.from({ length: 5 }, () => 'a queued'),
    );
    await opsgenie.flush();
    expect(sandbox.alerts).toMatchObject([{ alias: 'a', count: 2, status: 'closed' }]);
  });

  it("is 'queued' for an alert that a later close makes unnecessary, and nothing is sent", async () => {
    const { sandbox, opsgenie } = await startService();
    const raised = opsgenie.raise({ message: 'hello', alias: 'a' });
    const closed = opsgenie.close('a');

    expect([raised.outcome, closed.outcome]).toEqual(['queued', 'queued']);
    expect(await raised.delivered).toMatchObject({ ok: false, attempts: 0, reason: expect.any(String) });
    await opsgenie.flush();
    expect(sandbox.alerts).toEqual([]);
  });

  it("is 'deduplicated' for an alert merged into a queued message, and has the same outcome", async () => {
    const { sandbox, opsgenie } = await startService();
    const first = opsgenie.raise({ message: 'hello', alias: 'a' });
    const second = opsgenie.raise({ message: 'hello', alias: 'a' });

    expect([first.outcome, second.outcome]).toEqual(['queued', 'deduplicated']);
    expect(second.delivered).toBe(first.delivered);
    expect(await second.delivered).toMatchObject({ ok: true });
    expect(sandbox.alerts).toMatchObject([{ alias: 'a', count: 1 }]);
    expect(opsgenie.stats()).toMatchObject({ deduplicated: 1, delivered: 1 });
  });

  it("is 'queued' for what is no error, an alias for each type, so that `undefined` does not pass for a repeat of 'oops'", async () => {
    const { sandbox, opsgenie } = await startService({ service: 'orders-api', environment: 'test' });
    const thrown = ['oops', undefined, null, 42, true, Symbol('s'), {}, new Map(), new TypeError('x')];
    const receipts = thrown.map((value) => opsgenie.raiseException(value));

    expect(receipts.map(({ outcome }) => outcome)).toEqual(thrown.map(() => 'queued'));
    expect(opsgenie.raiseException('others').outcome).toBe('deduplicated');
    await opsgenie.flush();
    const names = ['NonError', 'undefined', 'null', 'number', 'boolean', 'symbol', 'object', 'Map', 'TypeError'];
    expect(sandbox.alerts.map(({ alias }) => alias).toSorted()).toEqual(
      names.map((name) => `orders-api:test:exception:handled:${name}`).toSorted(),
    );
  });

  it("is 'muted' while alerts are muted, and nothing is sent", async () => {
    const { sandbox, opsgenie } = await startService();
    const end = opsgenie.mute({ for: '1h', reason: 'maintenance' });
    const receipts = [opsgenie.raise({ message: 'hello', alias: 'a' }), opsgenie.raiseException(new Error('x'))];
    end();
    const later = opsgenie.raise({ message: 'hello', alias: 'b' });

    expect([...receipts, later].map(({ outcome }) => outcome)).toEqual(['muted', 'muted', 'queued']);
    expect(await receipts[0]?.delivered).toEqual({ ok: false, attempts: 0, reason: 'Alerts are muted.' });
    await opsgenie.flush();
    expect(sandbox.alerts).toMatchObject([{ alias: 'b' }]);
    expect(opsgenie.stats()).toMatchObject({ muted: 2 });
  });

  it("is 'disabled' for every call if the module is disabled, and nothing is sent", async () => {
    const { sandbox, opsgenie } = await startService({ enabled: false });
    const receipts = [
      opsgenie.raise({ message: 'hello' }),
      opsgenie.raiseException(new Error('x')),
      opsgenie.close('a'),
    ];

    expect(receipts.map(({ outcome }) => outcome)).toEqual(['disabled', 'disabled', 'disabled']);
    expect(await receipts[0]?.delivered).toEqual({ ok: false, attempts: 0, reason: 'The module is off.' });
    expect(sandbox.requests).toEqual([]);
  });

  it("is 'dropped' if the outbox is full of more urgent messages, and onDropped gets the message", async () => {
    const dropped: Message[] = [];
    const onDropped = (message: Message): void => void dropped.push(message);
    const { sandbox, opsgenie } = await startService({ delivery: { maxMessages: 2, onDropped } });
    const urgent = ['a', 'b'].map((alias) => opsgenie.raise({ message: 'hello', alias, priority: 'P1' }));
    const less = opsgenie.raise({ message: 'hello', alias: 'c', priority: 'P5' });

    expect([...urgent, less].map(({ outcome }) => outcome)).toEqual(['queued', 'queued', 'dropped']);
    expect(await less.delivered).toMatchObject({ ok: false, attempts: 0, reason: expect.any(String) });
    expect(dropped).toMatchObject([{ alias: 'c' }]);
    await opsgenie.flush();
    expect(sandbox.alerts.map(({ alias }) => alias).toSorted()).toEqual(['a', 'b']);
  });

  it("is 'dropped' after the application has shut down, and onDropped gets the message", async () => {
    const dropped: Message[] = [];
    const { sandbox, app, opsgenie } = await startService({
      delivery: { onDropped: (message) => void dropped.push(message) },
    });
    await app.close();
    const late = opsgenie.raise({ message: 'hello', alias: 'a' });

    expect(late.outcome).toBe('dropped');
    expect(await late.delivered).toMatchObject({ ok: false, attempts: 0, reason: expect.any(String) });
    expect(dropped).toMatchObject([{ alias: 'a' }]);
    expect(sandbox.alerts).toEqual([]);
  });
});
