import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/testing/index.js';
import { create, KEY, send, startSandbox, statusOf } from './sandbox-client.js';

const REQUEST_ID = expect.stringMatching(/^[\da-f-]{36}$/);

describe('the sandbox on alerts', () => {
  it('answers a write with 202, a request id and the state of the rate limit', async () => {
    const sandbox = await startSandbox();
    const response = await create(sandbox);

    expect(response.status).toBe(202);
    expect(response.body).toEqual({
      result: 'Request will be processed',
      took: expect.any(Number),
      requestId: REQUEST_ID,
    });
    expect(response.headers.get('X-Request-ID')).toBe(response.body['requestId']);
    expect(response.headers.get('X-RateLimit-State')).toBe('OK');
    expect(response.headers.get('X-RateLimit-Period-In-Sec')).toBe('60');
  });

  it('processes a write later: until then its status is 404', async () => {
    const clock = new VirtualClock(new Date('2026-03-01T00:00:00Z'));
    const sandbox = await startSandbox({ clock, processingDelay: '2s' });
    const accepted = await create(sandbox, { alias: 'disk' });
    clock.advance(1_999);

    const early = await statusOf(sandbox, accepted);
    expect([early.status, early.headers.get('X-Opsgenie-Errortype')]).toEqual([404, 'RequestNotProcessed']);
    expect(early.body).toMatchObject({ message: 'Request not found. It might not be processed, yet.' });
    expect(sandbox.alerts).toEqual([]);

    clock.advance(1);
    const done = await statusOf(sandbox, accepted);
    expect(done.status).toBe(200);
    expect(done.body).toEqual({
      data: {
        success: true,
        isSuccess: true,
        action: 'Create',
        processedAt: '2026-03-01T00:00:02.000Z',
        integrationId: expect.any(String),
        status: 'Created alert',
        alertId: sandbox.alerts[0]?.id,
        alias: 'disk',
      },
      took: expect.any(Number),
      requestId: REQUEST_ID,
    });
  });

  it('processes writes in order of arrival', async () => {
    const clock = new VirtualClock();
    const sandbox = await startSandbox({ clock, processingDelay: '1s' });
    await create(sandbox, { alias: 'disk' });
    await send(sandbox, 'POST', '/v2/alerts/disk/close?identifierType=alias', {});
    await create(sandbox, { alias: 'disk', message: 'Disk full again' });

    clock.advance('1s');
    expect(sandbox.alerts.map(({ status, message }) => [status, message])).toEqual([
      ['closed', 'Disk full'],
      ['open', 'Disk full again'],
    ]);
  });

  it('stores every field of a create, and adds the defaults of the platform', async () => {
    const sandbox = await startSandbox();
    const full = {
      message: 'Disk full',
      alias: 'disk',
      description: 'On /var',
      responders: [
        { type: 'team', name: 'storage' },
        { type: 'user', username: 'ada@example.org' },
      ],
      visibleTo: [{ type: 'team', id: 'abc' }],
      actions: ['Restart'],
      tags: ['disk'],
      details: { host: 'web-1' },
      entity: 'web-1',
      source: 'monitor',
      priority: 'P2',
      user: 'cron',
    };
    await create(sandbox, { ...full, note: 'first seen by cron' });
    await create(sandbox);

    expect(sandbox.alerts[0]).toMatchObject({ ...full, tinyId: '1', status: 'open', count: 1 });
    expect(sandbox.alerts[0]?.notes).toMatchObject([{ note: 'first seen by cron', owner: 'cron' }]);
    expect(sandbox.alerts[1]).toMatchObject({
      priority: 'P3',
      source: '127.0.0.1',
      tags: [],
      alias: sandbox.alerts[1]?.id,
    });
  });

  it('returns an alert by id, by tiny id and by alias', async () => {
    const sandbox = await startSandbox();
    await create(sandbox, { alias: 'svc:GET /orders/:id', description: 'Long text', details: { a: 'b' } });
    const [alert] = sandbox.alerts;
    const expected = { status: 200, body: { data: { id: alert?.id, description: 'Long text', details: { a: 'b' } } } };

    expect(await send(sandbox, 'GET', `/v2/alerts/${alert?.id}`)).toMatchObject(expected);
    expect(await send(sandbox, 'GET', '/v2/alerts/1?identifierType=tiny')).toMatchObject(expected);
    const alias = encodeURIComponent('svc:GET /orders/:id');
    expect(await send(sandbox, 'GET', `/v2/alerts/${alias}?identifierType=alias`)).toMatchObject(expected);
    expect(await send(sandbox, 'GET', '/v2/alerts/nobody')).toMatchObject({ status: 404 });
    expect(await send(sandbox, 'GET', '/v2/alerts/1?identifierType=number')).toMatchObject({ status: 422 });
  });

  it('closes by alias, and reports why the second close failed', async () => {
    const sandbox = await startSandbox();
    await create(sandbox, { alias: 'disk/var' });
    const path = `/v2/alerts/${encodeURIComponent('disk/var')}/close?identifierType=alias`;
    const first = await send(sandbox, 'POST', path, { note: 'over', user: 'ada' });
    const second = await send(sandbox, 'POST', path, {});

    expect(sandbox.alerts[0]).toMatchObject({ status: 'closed', closedBy: 'ada', notes: [{ note: 'over' }] });
    expect((await statusOf(sandbox, first)).body).toMatchObject({ data: { isSuccess: true, action: 'Close' } });
    expect(second.status).toBe(202);
    expect((await statusOf(sandbox, second)).body).toMatchObject({
      data: { success: false, isSuccess: false, status: 'There is no open alert with alias [disk/var].', alertId: '' },
    });
  });

  it.each([
    ['POST', '/acknowledge', undefined, { acknowledged: true }],
    ['POST', '/notes', { note: 'looking', user: 'ada' }, { count: 1 }],
    ['POST', '/snooze', { endTime: '2999-01-01T00:00:00Z' }, { snoozed: true }],
    ['POST', '/tags', { tags: ['b'] }, { tags: ['a', 'b'] }],
    ['DELETE', '/tags?tags=a', undefined, { tags: [] }],
    ['POST', '/details', { details: { rack: '1' } }, { details: { host: 'x', rack: '1' } }],
    ['DELETE', '/details?keys=host', undefined, { details: {} }],
    ['PUT', '/message', { message: 'New' }, { message: 'New' }],
    ['PUT', '/description', { description: 'New' }, { description: 'New' }],
    ['PUT', '/priority', { priority: 'P1' }, { priority: 'P1' }],
    ['POST', '/close', undefined, { status: 'closed' }],
  ])('%s …%s changes the alert', async (method, action, body, expected) => {
    const sandbox = await startSandbox();
    await create(sandbox, { tags: ['a'], details: { host: 'x' } });
    const [alert] = sandbox.alerts;
    const response = await send(sandbox, method, `/v2/alerts/${alert?.id}${action}`, body);

    expect(response.status).toBe(202);
    expect(sandbox.alerts).toEqual([expect.objectContaining({ id: alert?.id, ...expected })]);
    expect((await statusOf(sandbox, response)).body).toMatchObject({ data: { isSuccess: true, alertId: alert?.id } });
  });

  it('removes an acknowledgement, and deletes', async () => {
    const sandbox = await startSandbox();
    await create(sandbox, { alias: 'disk' });
    await send(sandbox, 'POST', '/v2/alerts/disk/acknowledge?identifierType=alias', { user: 'ada' });
    expect(sandbox.alerts[0]).toMatchObject({ acknowledged: true, acknowledgedBy: 'ada' });
    await send(sandbox, 'POST', '/v2/alerts/disk/unacknowledge?identifierType=alias', {});
    expect(sandbox.alerts[0]).toMatchObject({ acknowledged: false, acknowledgedBy: undefined });
    await send(sandbox, 'DELETE', '/v2/alerts/disk?identifierType=alias&user=ada');
    expect(sandbox.alerts).toEqual([]);
  });

  it('accepts heartbeat pings by four methods, with the name decoded', async () => {
    const sandbox = await startSandbox();
    for (const method of ['GET', 'POST', 'PUT', 'PATCH']) {
      const response = await send(sandbox, method, '/v2/heartbeats/nightly%20report/ping');
      expect(response).toMatchObject({ status: 202, body: { result: 'PONG - Heartbeat received' } });
    }
    expect(sandbox.heartbeats.map(({ name }) => name)).toEqual(Array(4).fill('nightly report'));
  });

  it('works behind the path of another platform, and with a trailing slash', async () => {
    const sandbox = await startSandbox();
    const base = '/jsm/ops/integration';
    const accepted = await send(sandbox, 'POST', `${base}/v2/alerts/`, { message: 'Disk full', alias: 'disk' });
    const status = await send(sandbox, 'GET', `${base}/v2/alerts/requests/${String(accepted.body['requestId'])}`);
    await send(sandbox, 'POST', `${base}/v2/alerts/disk/close/?identifierType=alias`, {});

    expect(status.body).toMatchObject({ data: { status: 'Created alert' } });
    expect(sandbox.alerts).toMatchObject([{ status: 'closed' }]);
  });

  it('records requests as received', async () => {
    const sandbox = await startSandbox();
    await send(sandbox, 'POST', '/v2/alerts/a%2Fb/notes?identifierType=alias', { note: 'x' }, { 'X-Trace': '1' });

    expect(sandbox.requests).toEqual([
      {
        method: 'POST',
        path: '/v2/alerts/a%2Fb/notes',
        query: { identifierType: 'alias' },
        headers: expect.objectContaining({ authorization: `GenieKey ${KEY}`, 'x-trace': '1' }),
        body: { note: 'x' },
        text: '{"note":"x"}',
        at: expect.any(Date),
        status: 202,
      },
    ]);
  });
});
