import { Controller, Get } from '@nestjs/common';
import { describe, expect, it } from 'vitest';

import {
  AlertOnLatency,
  onException,
  onStatus,
  OpsgenieModule,
  OpsgenieService,
  recommendedRules,
} from '../../src/index.js';
import { optionsFor, RecordingLogger, startContext, startSandbox } from './context.js';

@Controller()
class OrdersController {
  @Get()
  @AlertOnLatency(500, { priority: 'P1' })
  find() {}
}

describe('a disabled module', () => {
  it("returns 'disabled', sends nothing, observes nothing, and needs no key", async () => {
    const sandbox = await startSandbox();
    const { apiKey: _apiKey, ...options } = optionsFor(sandbox, { enabled: false });
    const app = await startContext({ imports: [OpsgenieModule.forRoot(options)] });
    const opsgenie = app.get(OpsgenieService);
    const receipts = [
      opsgenie.raise({ message: 'hello', closeAfter: 1 }),
      opsgenie.raiseException(new Error('x')),
      opsgenie.close('a'),
      opsgenie.acknowledge('a'),
      opsgenie.addNote('a', 'note'),
    ];
    expect(receipts.map(({ outcome }) => outcome)).toEqual(receipts.map(() => 'disabled'));
    expect(await receipts[0]?.delivered).toEqual({ ok: false, attempts: 0, reason: 'The module is off.' });
    expect(() =>
      opsgenie.watch('work', () => {
        throw new TypeError('mine');
      }),
    ).toThrow(new TypeError('mine'));
    expect(await opsgenie.flush()).toMatchObject({ pending: 0 });
    expect(opsgenie.stats()).toMatchObject({ seen: 5, disabled: 5, delivered: 0, waiting: 0, dropped: 0 });
    expect(opsgenie.active()).toEqual([]);
    await app.close();
    expect(sandbox.requests).toEqual([]);
  });

  it('still validates its options, so that a mistake is found before production', async () => {
    await expect(startContext({ imports: [OpsgenieModule.forRoot({ enabled: false, service: '' })] })).rejects.toThrow(
      'service must be a non-empty string',
    );
  });
});

describe('a dry run', () => {
  it('logs what it would send, and sends nothing', async () => {
    const sandbox = await startSandbox();
    const logger = new RecordingLogger();
    const { apiKey: _apiKey, ...options } = optionsFor(sandbox, { dryRun: true, logger });
    const app = await startContext({ imports: [OpsgenieModule.forRoot(options)] });
    const receipt = app.get(OpsgenieService).raise({ message: 'hello', alias: 'dry', priority: 'P2' });
    expect(await receipt.delivered).toMatchObject({ ok: true });
    expect(logger.fromOpsgenie).toEqual([
      expect.stringMatching(
        /^log: Dry run, not sent: \{"type":"create","alias":"dry","priority":"P2",.*"message":"hello \[shop, test\]"/,
      ),
    ]);
    expect(sandbox.requests).toEqual([]);
  });
});

describe('the log', () => {
  it("is the application's by default", async () => {
    const sandbox = await startSandbox();
    const logger = new RecordingLogger();
    const { logger: _logger, rules: _rules, service: _service, ...options } = optionsFor(sandbox);
    await startContext({ imports: [OpsgenieModule.forRoot(options)] }, logger);
    expect(logger.fromOpsgenie).toEqual([
      expect.stringMatching(/^warn: 'service' is not set: /),
      expect.stringMatching(/^warn: 'rules' is not set: /),
    ]);
  });

  it('lists the default rules in one line if none are given', async () => {
    const sandbox = await startSandbox();
    const logger = new RecordingLogger();
    const { rules: _rules, ...options } = optionsFor(sandbox, { logger });
    const app = await startContext({ imports: [OpsgenieModule.forRoot(options)] });
    expect(logger.fromOpsgenie).toEqual([
      "warn: 'rules' is not set: the recommended rules watch the whole service (more than 1% failing in 10 minutes, or none succeeding).",
    ]);
    const shown = app.get(OpsgenieService).explain(OrdersController);
    expect(shown.map(({ key, scope }) => [key, scope])).toEqual(recommendedRules().map(({ key }) => [key, 'service']));
  });

  it('is silent with logger: false', async () => {
    const sandbox = await startSandbox();
    const nest = new RecordingLogger();
    const { rules: _rules, service: _service, ...options } = optionsFor(sandbox, { logger: false });
    const app = await startContext({ imports: [OpsgenieModule.forRoot(options)] }, nest);
    app.get(OpsgenieService).explain(OrdersController, 'missing');
    expect(nest.fromOpsgenie).toEqual([]);
  });

  it('may throw without effect', async () => {
    const sandbox = await startSandbox();
    const fail = (): never => {
      throw new Error('the disk is full');
    };
    const logger = { log: fail, warn: fail, error: fail };
    const { rules: _rules, ...options } = optionsFor(sandbox, { logger, dryRun: true });
    const app = await startContext({ imports: [OpsgenieModule.forRoot(options)] });
    expect(await app.get(OpsgenieService).raise({ message: 'hello' }).delivered).toMatchObject({ ok: true });
  });
});

describe('what the service reports about itself', () => {
  it('explains the rules of a handler', async () => {
    const sandbox = await startSandbox();
    const rules = [onStatus('5XX'), onException()];
    const app = await startContext({ imports: [OpsgenieModule.forRoot(optionsFor(sandbox, { rules }))] });
    const opsgenie = app.get(OpsgenieService);
    expect(opsgenie.explain(OrdersController).map(({ key }) => key)).toEqual(['status:5XX', 'exception']);
    const ofFind = opsgenie.explain(OrdersController, 'find');
    expect(ofFind.map(({ key }) => key)).toEqual(['status:5XX', 'exception', 'latency']);
    expect(ofFind.at(-1)).toMatchObject({ matches: '500ms', fields: { priority: { value: 'P1', from: 'handler' } } });
  });

  it('reports that there is nothing to explain', async () => {
    const sandbox = await startSandbox();
    const logger = new RecordingLogger();
    const app = await startContext({ imports: [OpsgenieModule.forRoot(optionsFor(sandbox, { logger }))] });
    expect(app.get(OpsgenieService).explain(OrdersController, 'fnid')).toEqual([]);
    expect(logger.fromOpsgenie).toEqual(["warn: There is no method 'fnid' on OrdersController to explain."]);
  });

  it('shows the active incidents', async () => {
    const sandbox = await startSandbox();
    const app = await startContext({ imports: [OpsgenieModule.forRoot(optionsFor(sandbox))] });
    const opsgenie = app.get(OpsgenieService);
    expect(opsgenie.active()).toEqual([]);
    await expect(opsgenie.watch('reindex', () => Promise.reject(new TypeError('x')))).rejects.toThrow('x');
    expect(opsgenie.active()).toMatchObject([
      { rule: 'exception', operation: 'task:reindex', phase: 'firing', incidentId: expect.any(String), bad: 1 },
    ]);
  });

  it('does not close an alert that was raised again to stay open', async () => {
    const sandbox = await startSandbox();
    const app = await startContext({ imports: [OpsgenieModule.forRoot(optionsFor(sandbox))] });
    const opsgenie = app.get(OpsgenieService);
    opsgenie.raise({ message: 'again', alias: 'again', closeAfter: 50 });
    opsgenie.raise({ message: 'again', alias: 'again' });
    await opsgenie.raise({ message: 'for a while', alias: 'while', closeAfter: 100 }).delivered;
    await sandbox.waitForAlert({ alias: 'while', status: 'closed' });
    expect(sandbox.alerts).toMatchObject([
      { alias: 'again', status: 'open' },
      { alias: 'while', status: 'closed' },
    ]);
  });

  it('counts lazy work, which starts when it is awaited or subscribed to, as neither success nor failure', async () => {
    const sandbox = await startSandbox();
    const app = await startContext({ imports: [OpsgenieModule.forRoot(optionsFor(sandbox))] });
    const opsgenie = app.get(OpsgenieService);
    // Like a query builder.
    const query = new Map<string, string>();
    Reflect.set(query, 'then', (_: unknown, failed: (error: Error) => void) => failed(new Error('deadlock')));
    const fail = (): Promise<never> => Promise.reject(new TypeError('x'));
    await expect(opsgenie.watch('reindex', fail)).rejects.toThrow('x');
    expect(opsgenie.watch('reindex', () => query)).toBe(query);
    opsgenie.watch('reindex', () => ({ subscribe: () => undefined }));
    expect(opsgenie.active()).toMatchObject([{ operation: 'task:reindex', bad: 1, total: 1 }]);
    opsgenie.watch('reindex', () => 'done');
    expect(opsgenie.active()).toMatchObject([{ operation: 'task:reindex', bad: 1, total: 2 }]);
  });

  it('accounts for every message, at any moment', async () => {
    const sandbox = await startSandbox();
    const app = await startContext({ imports: [OpsgenieModule.forRoot(optionsFor(sandbox))] });
    const opsgenie = app.get(OpsgenieService);
    const balance = (): number => {
      const { seen, waiting, delivered, deduplicated, cancelled, dropped, inhibited, muted, disabled } =
        opsgenie.stats();
      return seen - (waiting + delivered + deduplicated + cancelled + dropped + inhibited + muted + disabled);
    };
    for (let count = 0; count < 5; count++) opsgenie.raise({ message: 'again', alias: 'same' });
    opsgenie.raise({ message: 'other', alias: 'other', priority: 'P1' });
    opsgenie.close('other');
    const unmute = opsgenie.mute({ for: '1m', reason: 'test' });
    opsgenie.raise({ message: 'muted' });
    unmute();
    expect(balance()).toBe(0);
    await opsgenie.flush();
    expect(balance()).toBe(0);
    expect(opsgenie.stats()).toMatchObject({ seen: 8, waiting: 0, muted: 1, dropped: 0 });
  });
});

describe('the shutdown of an application', () => {
  it('sends queued messages', async () => {
    const sandbox = await startSandbox();
    const app = await startContext({ imports: [OpsgenieModule.forRoot(optionsFor(sandbox))] });
    const receipts = Array.from({ length: 5 }, (_, index) =>
      app.get(OpsgenieService).raise({ message: `alert ${index}`, alias: `alert-${index}` }),
    );
    await app.close();
    expect(sandbox.alerts.map(({ alias }) => alias).toSorted()).toEqual(receipts.map(({ alias }) => alias));
  });

  it('waits no longer than its timeout, and logs the dropped messages', async () => {
    const sandbox = await startSandbox();
    sandbox.fault({ delay: '1m' });
    const logger = new RecordingLogger();
    const options = optionsFor(sandbox, { logger, delivery: { flushTimeout: '50ms' } });
    const app = await startContext({ imports: [OpsgenieModule.forRoot(options)] });
    app.get(OpsgenieService).raise({ message: 'too late', alias: 'too-late' });
    await app.close();
    expect(logger.fromOpsgenie.join('\n')).toMatch(/too-late|1 alert messages/);
  });
});
