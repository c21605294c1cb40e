import { describe, expect, it } from 'vitest';

import { OpsgenieSandbox } from '../../../src/testing/index.js';
import { send, startSandbox, statusOf } from './sandbox-client.js';

const BASE = '/jsm/ops/integration';

describe('a sandbox that plays Jira Service Management', () => {
  it.each(['', BASE])('has create, acknowledge, note, close and request status below %j', async (base) => {
    const sandbox = await startSandbox({ platform: 'jsm' });
    const created = await send(sandbox, 'POST', `${base}/v2/alerts`, {
      message: 'Disk full',
      alias: 'a/b',
      priority: 'P2',
    });
    expect(created).toMatchObject({ status: 202, body: { result: 'Request will be processed' } });
    expect(Object.keys(created.body).toSorted()).toEqual(['requestId', 'result', 'took']);

    const alert = `${base}/v2/alerts/a%2Fb`;
    for (const action of ['acknowledge', 'notes', 'close']) {
      const path = `${alert}/${action}?identifierType=alias`;
      expect(await send(sandbox, 'POST', path, { note: action })).toMatchObject({ status: 202 });
    }
    expect((await statusOf(sandbox, created)).body).toMatchObject({
      data: { isSuccess: true, action: 'Create', status: 'Created alert', alias: 'a/b' },
    });
    expect(sandbox.alerts).toMatchObject([{ alias: 'a/b', priority: 'P2', status: 'closed', acknowledged: true }]);
    expect(sandbox.alerts[0]?.notes.map(({ note }) => note)).toEqual(['acknowledge', 'notes', 'close']);
  });

  it.each([
    ['GET', '/v2/alerts'],
    ['GET', '/v2/alerts/count'],
    ['GET', '/v2/alerts/disk?identifierType=alias'],
    ['DELETE', '/v2/alerts/disk?identifierType=alias'],
    ['GET', '/v2/alerts/disk/notes?identifierType=alias'],
    ['POST', '/v2/alerts/disk/snooze?identifierType=alias'],
    ['POST', '/v2/alerts/disk/tags?identifierType=alias'],
    ['DELETE', '/v2/alerts/disk/tags?identifierType=alias&tags=a'],
    ['POST', '/v2/alerts/disk/details?identifierType=alias'],
    ['PUT', '/v2/alerts/disk/message?identifierType=alias'],
    ['PUT', '/v2/alerts/disk/description?identifierType=alias'],
    ['PUT', '/v2/alerts/disk/priority?identifierType=alias'],
    ['POST', '/v2/heartbeats/shop/ping'],
    ['GET', '/v2/heartbeats'],
    ['POST', '/proxy/v2/alerts'],
    ['POST', '/jsm/ops/api/v2/alerts'],
  ])('answers 404 to what the integration events do not have: %s %s', async (method, path) => {
    const sandbox = await startSandbox({ platform: 'jsm' });
    await send(sandbox, 'POST', '/v2/alerts', { message: 'Disk full', alias: 'disk' });

    const response = await send(sandbox, method, path, method === 'GET' ? undefined : { note: 'n' });

    expect(response.status).toBe(404);
    expect(sandbox.alerts).toMatchObject([{ alias: 'disk', status: 'open', notes: [], tags: [] }]);
    expect(sandbox.heartbeats).toEqual([]);
  });

  it('checks the key and the limits as Opsgenie does', async () => {
    const sandbox = await startSandbox({ platform: 'jsm' });
    const withKey = (authorization: string) =>
      send(sandbox, 'POST', `${BASE}/v2/alerts`, { message: 'm' }, { Authorization: authorization });

    expect(await withKey('Basic dTp0')).toMatchObject({ status: 401, body: { message: 'Could not authenticate' } });
    expect(await withKey('GenieKey 1')).toMatchObject({ status: 422, body: { message: 'Key format is not valid!' } });
    expect(await send(sandbox, 'POST', `${BASE}/v2/alerts`, { message: 'x'.repeat(131) })).toMatchObject({
      status: 422,
      body: { errors: { message: expect.any(String) } },
    });
  });

  it('expects no heartbeat: the key of an integration pings none', async () => {
    const sandbox = await startSandbox({ platform: 'jsm' });
    expect(() => sandbox.expectHeartbeat('shop', '1m')).toThrow('ping no heartbeats');
  });

  it('refuses to play a platform that it does not know', async () => {
    await expect(OpsgenieSandbox.start({ platform: 'pagerduty' as 'jsm' })).rejects.toThrow(
      'platform should be one of opsgenie, opsgenie-eu, jsm, not pagerduty',
    );
  });
});
