import { describe, expect, it } from 'vitest';
import type { OpsgenieSandbox } from '../../../src/testing/index.js';
import { create, send, startSandbox } from './sandbox-client.js';

async function aliases(sandbox: OpsgenieSandbox, query: Readonly<Record<string, string>>): Promise<unknown> {
  const { body } = await send(sandbox, 'GET', `/v2/alerts?${new URLSearchParams(query).toString()}`);
  const { data } = body;
  return Array.isArray(data) ? data.map((alert: { alias: string }) => alert.alias) : body;
}

async function startWithAlerts(): Promise<OpsgenieSandbox> {
  const sandbox = await startSandbox();
  await create(sandbox, { alias: 'a', message: 'Disk full', tags: ['disk', 'linux'] });
  await create(sandbox, { alias: 'b', message: 'Orders fail', priority: 'P1', description: 'the disk is fine' });
  await create(sandbox, { alias: 'svc:GET /orders/:id', message: 'Orders slow', tags: ['linux'] });
  await send(sandbox, 'POST', '/v2/alerts/a/close?identifierType=alias', {});
  return sandbox;
}

describe('lists of the sandbox', () => {
  it.each([
    ['status: open', ['svc:GET /orders/:id', 'b']],
    ['status=closed', ['a']],
    ['alias: "svc:GET /orders/:id"', ['svc:GET /orders/:id']],
    ['tag: linux', ['svc:GET /orders/:id', 'a']],
    ['tag: linux AND status: open', ['svc:GET /orders/:id']],
    ['priority: p1', ['b']],
    ['acknowledged: false tag:disk', ['a']],
    ['message: orders', ['svc:GET /orders/:id', 'b']],
    ['disk', ['b', 'a']],
    ['"disk full"', ['a']],
    ['/orders/:id', ['svc:GET /orders/:id']],
    ['nothing like it', []],
    ['', ['svc:GET /orders/:id', 'b', 'a']],
  ])('the query %j finds %j', async (query, expected) => {
    expect(await aliases(await startWithAlerts(), { query })).toEqual(expected);
  });

  it.each(['status: open OR tag: x', 'NOT disk', '(disk)', 'createdAt > 1', 'owner: ada'])(
    'the query %j is refused, not partly ignored',
    async (query) => {
      expect(await aliases(await startWithAlerts(), { query })).toMatchObject({
        errors: { query: expect.any(String) },
      });
    },
  );

  it('is paged in either order, with links to the other pages', async () => {
    const sandbox = await startSandbox();
    for (const alias of ['1', '2', '3', '4', '5']) await create(sandbox, { alias });

    expect(await aliases(sandbox, { limit: '2', offset: '2', order: 'asc' })).toEqual(['3', '4']);
    expect(await aliases(sandbox, { limit: '2' })).toEqual(['5', '4']);
    const { body } = await send(sandbox, 'GET', '/v2/alerts?limit=2&offset=2&query=disk');
    const link = (offset: number) => `${sandbox.url}/v2/alerts?limit=2&offset=${offset}&query=disk`;
    expect(body['paging']).toEqual({ first: link(0), prev: link(0), next: link(4), last: link(4) });
  });

  it.each([
    { limit: '101' },
    { limit: '0' },
    { offset: '-1' },
    { offset: '19990', limit: '11' },
    { order: 'up' },
    { sort: 'x' },
  ])('refuses %j', async (query) => {
    expect(await aliases(await startSandbox(), query)).toMatchObject({ errors: expect.any(Object) });
  });

  it('counts the alerts that match a query', async () => {
    const { body } = await send(await startWithAlerts(), 'GET', '/v2/alerts/count?query=status%3Aopen');
    expect(body).toMatchObject({ data: { count: 2 } });
  });

  it('shows the notes of an alert, the newest first', async () => {
    const sandbox = await startSandbox();
    await create(sandbox, { alias: 'disk', note: 'one', user: 'ada' });
    await send(sandbox, 'POST', '/v2/alerts/disk/notes?identifierType=alias', { note: 'two', user: 'bob' });

    const { body } = await send(sandbox, 'GET', '/v2/alerts/disk/notes?identifierType=alias');
    expect(body).toMatchObject({
      data: [
        { note: 'two', owner: 'bob', createdAt: expect.any(String), offset: '0' },
        { note: 'one', owner: 'ada', offset: '1' },
      ],
    });
    expect((await send(sandbox, 'GET', '/v2/alerts/nobody/notes')).status).toBe(404);
  });

  it('shows alerts in the form of the platform', async () => {
    const sandbox = await startSandbox();
    await create(sandbox, { alias: 'disk' });
    await send(sandbox, 'POST', '/v2/alerts/disk/acknowledge?identifierType=alias', { user: 'ada' });
    const { body } = await send(sandbox, 'GET', '/v2/alerts/1?identifierType=tiny');

    expect(body['data']).toEqual({
      id: sandbox.alerts[0]?.id,
      tinyId: '1',
      alias: 'disk',
      message: 'Disk full',
      status: 'open',
      acknowledged: true,
      isSeen: true,
      tags: [],
      snoozed: false,
      count: 1,
      lastOccurredAt: expect.stringMatching(/^\d{4}-.*Z$/),
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: expect.stringMatching(/Z$/),
      source: '127.0.0.1',
      owner: 'ada',
      priority: 'P3',
      responders: [],
      integration: { id: expect.any(String), name: 'Sandbox', type: 'API' },
      report: { ackTime: expect.any(Number), acknowledgedBy: 'ada' },
      description: '',
      entity: '',
      actions: [],
      details: {},
    });
  });
});
