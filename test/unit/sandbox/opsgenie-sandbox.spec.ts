import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { OpsgenieSandbox, VirtualClock } from '../../../src/testing/index.js';
import { create, send, startSandbox } from './sandbox-client.js';

describe('OpsgenieSandbox', () => {
  it('waits for a later alert, and returns the newest existing one', async () => {
    const sandbox = await startSandbox({ processingDelay: 20 });
    const waited = sandbox.waitForAlert({ alias: 'disk', status: 'closed' });
    await create(sandbox, { alias: 'disk' });
    await send(sandbox, 'POST', '/v2/alerts/disk/close?identifierType=alias', {});

    expect(await waited).toMatchObject({ alias: 'disk', status: 'closed' });
    await create(sandbox, { alias: 'disk', message: 'Again', tags: ['a'] });
    await sandbox.waitForAlert({ tags: ['a'] });
    expect(await sandbox.waitForAlert(({ alias }) => alias === 'disk')).toMatchObject({ message: 'Again' });
  });

  it('reports the expected alert and the existing ones on timeout', async () => {
    const sandbox = await startSandbox({ clock: new VirtualClock() });
    await expect(sandbox.waitForAlert({ alias: 'x' }, 1)).rejects.toThrow(
      "Waited 1 ms for an alert { alias: 'x' }. The sandbox has no alerts.",
    );
    for (let index = 1; index <= 22; index += 1) await create(sandbox, { alias: `disk-${index}` });
    await send(sandbox, 'POST', '/v2/alerts/disk-22/acknowledge?identifierType=alias', {});

    const error = await sandbox.waitForAlert((alert) => alert.alias === 'x', 1).catch(String);
    expect(error).toContain(
      'for an alert that satisfies (alert) => alert.alias === "x". The sandbox has these:\n  … 2 older\n',
    );
    expect(error).toContain('  #22 open, acknowledged, P3, count 1, alias "disk-22": Disk full');
    expect(error).not.toContain('"disk-2"');
  });

  it('waits for a request, and lists the received ones on timeout', async () => {
    const sandbox = await startSandbox();
    const answered = sandbox.waitForRequest(({ status }) => status === 202);
    await create(sandbox);

    expect(await answered).toMatchObject({ method: 'POST', path: '/v2/alerts' });
    await expect(sandbox.waitForRequest(({ method }) => method === 'PUT', 1)).rejects.toThrow(
      /The last of 1:\n {2}POST \/v2\/alerts → 202$/,
    );
  });

  it('rejects the wait with an error of its condition, and continues to work', async () => {
    const sandbox = await startSandbox();
    const waited = sandbox.waitForAlert(() => {
      throw new Error('typo in the test');
    });
    const failed = expect(waited).rejects.toThrow('typo in the test');
    expect((await create(sandbox)).status).toBe(202);

    await failed;
  });

  it('notifies listeners of every alert change and every request until they unsubscribe', async () => {
    const sandbox = await startSandbox();
    const events: string[] = [];
    const leave = sandbox.on('alert', ({ alias, count }, change) => events.push(`${change} ${alias} ${count}`));
    sandbox.on('request', ({ method, status }) => events.push(`${method} ${status}`));
    await create(sandbox, { alias: 'disk' });
    await create(sandbox, { alias: 'disk' });
    leave();
    await send(sandbox, 'POST', '/v2/alerts/disk/close?identifierType=alias', {});

    expect(events).toEqual(['opened disk 1', 'POST 202', 'deduplicated disk 2', 'POST 202', 'POST 202']);
  });

  it('restarts on the same address', async () => {
    const sandbox = await startSandbox({ processingDelay: '1h' });
    await create(sandbox);
    await send(sandbox, 'POST', '/v2/heartbeats/nightly/ping');
    sandbox.fault({ status: 500 });
    const { url } = sandbox;
    sandbox.reset();

    expect([sandbox.url, sandbox.alerts, sandbox.requests, sandbox.heartbeats]).toEqual([url, [], [], []]);
    expect((await create(sandbox)).status).toBe(202);
  });

  it('keeps two sandboxes apart', async () => {
    const [one, other] = await Promise.all([startSandbox(), startSandbox()]);
    other.fault({ status: 500 });
    const responses = await Promise.all([create(one, { alias: 'disk' }), create(other, { alias: 'disk' })]);

    expect(responses.map(({ status }) => status)).toEqual([202, 500]);
    expect([one.alerts.length, other.alerts.length]).toEqual([1, 0]);
  });

  it('frees its port when stopped, closes open connections, and stays readable', async () => {
    const sandbox = await startSandbox({ processingDelay: '1h' });
    await create(sandbox, { alias: 'disk' });
    const port = Number(new URL(sandbox.url).port);
    const socket = connect(port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    const broken = new Promise((resolve) => socket.once('close', resolve));
    const waited = expect(sandbox.waitForAlert({ alias: 'x' })).rejects.toThrow('The sandbox was stopped');
    await sandbox.stop();
    await sandbox.stop();
    await broken;
    await waited;

    expect(sandbox.alerts).toMatchObject([{ alias: 'disk' }]);
    const next = await startSandbox({ port });
    expect(next.url).toBe(sandbox.url);
    expect((await create(next)).status).toBe(202);
  });

  it('listens on this machine only', async () => {
    expect((await startSandbox()).url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('survives a client that disconnects during its request', async () => {
    const sandbox = await startSandbox();
    const socket = connect(Number(new URL(sandbox.url).port), '127.0.0.1');
    socket.write('POST /v2/alerts HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"mess');
    await new Promise<void>((resolve) => socket.write('age"', () => resolve()));
    socket.destroy();

    expect((await create(sandbox)).status).toBe(202);
    expect(sandbox.requests).toHaveLength(1);
  });

  it('rejects invalid options, and reports a port in use', async () => {
    const { url } = await startSandbox();

    await expect(OpsgenieSandbox.start({ port: 70_000 })).rejects.toThrow('port should be a number from 0 to 65535');
    await expect(OpsgenieSandbox.start({ apiKey: 'secret' })).rejects.toThrow('apiKey should be UUID-shaped');
    await expect(OpsgenieSandbox.start({ processingDelay: -1 })).rejects.toThrow(
      'processingDelay should be a duration',
    );
    await expect(OpsgenieSandbox.start({ port: Number(new URL(url).port) })).rejects.toThrow('EADDRINUSE');
  });
});
