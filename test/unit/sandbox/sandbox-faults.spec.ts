import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/testing/index.js';
import { create, KEY, send, startSandbox, statusOf } from './sandbox-client.js';

/** A request that the test can abort. */
function abortable(url: string) {
  const controller = new AbortController();
  const response = fetch(`${url}/v2/alerts`, {
    method: 'POST',
    headers: { Authorization: `GenieKey ${KEY}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ message: 'Disk full', alias: 'disk' }),
    signal: controller.signal,
  });
  return { response, abort: () => controller.abort() };
}

describe('faults of the sandbox', () => {
  it('answers a status with the platform’s own text, as often as configured, and processes nothing', async () => {
    const sandbox = await startSandbox();
    sandbox.fault({ status: 503, times: 2 });
    const responses = [await create(sandbox), await create(sandbox), await create(sandbox)];

    expect(responses.map(({ status }) => status)).toEqual([503, 503, 202]);
    expect(responses[0]?.body).toEqual({
      message: 'Service Unavailable',
      took: 0,
      requestId: expect.stringMatching(/^[\da-f-]{36}$/),
    });
    expect(sandbox.requests.map(({ status }) => status)).toEqual([503, 503, 202]);
    expect(sandbox.alerts).toMatchObject([{ count: 1 }]);
  });

  it('answers any body and headers', async () => {
    const sandbox = await startSandbox();
    sandbox.fault({ status: 502, body: '<html>Bad gateway</html>', headers: { 'Content-Type': 'text/html' } });
    const html = await create(sandbox);
    sandbox.fault({ status: 202, body: '' });
    const empty = await create(sandbox);
    sandbox.fault({ status: 403 });

    expect([html.status, html.body, html.headers.get('Content-Type')]).toEqual([
      502,
      { text: '<html>Bad gateway</html>' },
      'text/html',
    ]);
    expect([empty.status, empty.body]).toEqual([202, { text: '' }]);
    expect((await create(sandbox)).body).toMatchObject({ code: 40301 });
  });

  it('limits the rate with the configured hints, or with none', async () => {
    const sandbox = await startSandbox();
    const hints = [];
    for (const rateLimited of [
      { retryAfterSeconds: 3, periodInSeconds: 60 },
      { retryAt: new Date('2026-01-01T00:00:30Z') },
      {},
    ]) {
      sandbox.fault({ rateLimited });
      const { status, headers, body } = await create(sandbox);
      expect([status, headers.get('X-RateLimit-State')]).toEqual([429, 'THROTTLED']);
      expect(body['message']).toMatch(/^You are making too many requests!/);
      hints.push([headers.get('Retry-After'), headers.get('X-RateLimit-Period-In-Sec')]);
    }

    expect(hints).toEqual([
      ['3', '60'],
      ['Thu, 01 Jan 2026 00:00:30 GMT', null],
      [null, null],
    ]);
  });

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('drops the connection %s the request is carried out', async (drop, alerts) => {
    const sandbox = await startSandbox();
    sandbox.fault({ drop });

    await expect(create(sandbox)).rejects.toThrow('fetch failed');
    expect(sandbox.alerts).toHaveLength(alerts);
    expect(sandbox.requests).toMatchObject([{ status: undefined }]);
  });

  it('breaks off an answer in the middle of its body', async () => {
    const sandbox = await startSandbox();
    sandbox.fault({ drop: 'mid-body' });
    const response = await fetch(`${sandbox.url}/v2/alerts`, {
      method: 'POST',
      headers: { Authorization: `GenieKey ${KEY}`, 'Content-Type': 'application/json' },
      body: '{"message":"Disk full"}',
    });

    expect(response.status).toBe(202);
    await expect(response.text()).rejects.toThrow('terminated');
    expect(sandbox.alerts).toHaveLength(1);
  });

  it('never answers when silent, and closes the connection when stopped', async () => {
    const sandbox = await startSandbox();
    sandbox.fault({ silent: true });
    const { response } = abortable(sandbox.url);
    const failed = expect(response).rejects.toThrow('fetch failed');
    await sandbox.waitForRequest(({ path }) => path === '/v2/alerts');
    await sandbox.stop();

    await failed;
    expect(sandbox.alerts).toEqual([]);
  });

  it('accepts writes for a disabled integration, and reports it only in the request status', async () => {
    const sandbox = await startSandbox();
    sandbox.fault({ integrationDisabled: true });
    const accepted = await create(sandbox, { alias: 'disk' });

    expect(accepted.status).toBe(202);
    expect((await statusOf(sandbox, accepted)).body).toMatchObject({
      data: { isSuccess: false, action: 'Create', status: 'Integration is disabled.' },
    });
    expect(sandbox.alerts).toEqual([]);
  });

  it('delays on its clock, alone or before another fault', async () => {
    const clock = new VirtualClock();
    const sandbox = await startSandbox({ clock });
    for (const [fault, status] of [
      [{ delay: '3s' }, 202],
      [{ delay: '3s', status: 500 }, 500],
    ] as const) {
      sandbox.fault(fault);
      const response = create(sandbox);
      await sandbox.waitForRequest((request) => request.status === undefined);
      clock.advance(2_999);
      expect(sandbox.requests.at(-1)?.status).toBeUndefined();
      clock.advance(1);
      expect((await response).status).toBe(status);
    }
  });

  it.each(['send', 'mid-body'] as const)(
    'processes a delayed request although its client has disconnected, like a slow server (%s)',
    async (kind) => {
      const clock = new VirtualClock();
      const sandbox = await startSandbox({ clock });
      sandbox.fault(kind === 'send' ? { delay: '6s', times: 1 } : { delay: '6s', times: 1, drop: kind });
      const { response, abort } = abortable(sandbox.url);
      const failed = expect(response).rejects.toThrow('aborted');
      await sandbox.waitForRequest(() => true);
      abort();
      await failed;
      await create(sandbox, { alias: 'disk' });
      clock.advance('6s');

      expect(await sandbox.waitForAlert({ count: 2 })).toMatchObject({ alias: 'disk' });
      expect((await create(sandbox)).status).toBe(202);
    },
  );

  it('affects only matching requests, and counts only these', async () => {
    const sandbox = await startSandbox();
    sandbox.fault({ status: 500, times: 1, match: ({ path }) => path.endsWith('/close') });
    const statuses = [];
    for (const path of ['', '/x/close', '/x/close']) {
      statuses.push((await send(sandbox, 'POST', `/v2/alerts${path}`, { message: 'm' })).status);
    }

    expect(statuses).toEqual([202, 500, 202]);
  });

  it('ends after its duration, or when it is cleared', async () => {
    const clock = new VirtualClock();
    const sandbox = await startSandbox({ clock });
    sandbox.fault({ status: 500, for: '1m' });
    clock.advance(59_999);
    expect((await create(sandbox)).status).toBe(500);
    clock.advance(1);
    expect((await create(sandbox)).status).toBe(202);
    sandbox.fault({ status: 500 });
    sandbox.fault(undefined);
    expect((await create(sandbox)).status).toBe(202);
  });

  it('rejects an invalid fault, so that no test runs without its fault', async () => {
    const sandbox = await startSandbox();

    expect(() => sandbox.fault({ status: 500, drop: 'before' })).toThrow('only one of these: status, drop.');
    // @ts-expect-error a fault needs a kind
    expect(() => sandbox.fault({ times: 1 })).toThrow('A fault needs one of these: status, rateLimited,');
    // @ts-expect-error not a duration
    expect(() => sandbox.fault({ delay: 'soon' })).toThrow('Invalid "delay" in the fault: soon.');
    expect(() => sandbox.fault({ status: 99 })).toThrow('Invalid "status" in the fault: 99.');
    expect(() => sandbox.fault({ status: 503.5 })).toThrow('Invalid "status" in the fault: 503.5.');
    expect(() => sandbox.fault({ status: 503, times: Number.NaN })).toThrow('Invalid "times" in the fault: NaN.');
    expect(() => sandbox.fault({ status: 503, headers: { 'Retry After': '1' } })).toThrow('"headers" in the fault');
    expect(() => sandbox.fault({ status: 503, headers: { 'Retry-After': '1\n' } })).toThrow('"headers" in the fault');
  });

  it('answers 500 if a body cannot be sent, and goes on', async () => {
    const sandbox = await startSandbox();
    const body: Record<string, unknown> = {};
    body['self'] = body;
    sandbox.fault({ status: 503, body, times: 1 });

    expect((await create(sandbox)).status).toBe(500);
    expect((await create(sandbox)).status).toBe(202);
  });

  it('answers 500 with the reason if `match` throws', async () => {
    const sandbox = await startSandbox();
    sandbox.fault({
      status: 503,
      match: () => {
        throw new Error('typo in the test');
      },
    });

    expect(await create(sandbox)).toMatchObject({
      status: 500,
      body: { message: 'The sandbox failed: Error: typo in the test' },
    });
  });
});
