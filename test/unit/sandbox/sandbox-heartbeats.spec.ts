import { describe, expect, it } from 'vitest';

import { VirtualClock, type OpsgenieSandbox } from '../../../src/testing/index.js';
import { send, startSandbox } from './sandbox-client.js';

const PATH = '/v2/heartbeats/nightly%20report';

async function startWithClock(): Promise<{ sandbox: OpsgenieSandbox; clock: VirtualClock }> {
  const clock = new VirtualClock();
  return { sandbox: await startSandbox({ clock }), clock };
}

async function add(sandbox: OpsgenieSandbox, fields: object = {}) {
  const heartbeat = { name: 'nightly report', interval: 10, intervalUnit: 'minutes', enabled: true, ...fields };
  return send(sandbox, 'POST', '/v2/heartbeats', heartbeat);
}

describe('heartbeats of the sandbox', () => {
  it('open an alert when no ping arrives within the interval', async () => {
    const { sandbox, clock } = await startWithClock();
    expect(await add(sandbox, { alertPriority: 'P1', alertTags: ['jobs'] })).toMatchObject({ status: 201 });
    // Nothing is expected before the first ping.
    clock.advance('1h');
    expect(sandbox.alerts).toEqual([]);

    for (let times = 0; times < 3; times++) {
      await send(sandbox, 'POST', `${PATH}/ping`);
      clock.advance('9m');
    }
    expect(sandbox.alerts).toEqual([]);
    clock.advance('1m');
    expect(sandbox.alerts).toMatchObject([
      { message: 'nightly report is expired', priority: 'P1', tags: ['jobs'], status: 'open' },
    ]);
    expect(await send(sandbox, 'GET', PATH)).toMatchObject({ body: { data: { expired: true, interval: 10 } } });
  });

  it('are restored by the next ping, and expire again', async () => {
    const { sandbox, clock } = await startWithClock();
    sandbox.expectHeartbeat('nightly report', '30s');
    await send(sandbox, 'GET', `${PATH}/ping`);
    clock.advance('10m');
    expect(sandbox.alerts).toHaveLength(1);

    await send(sandbox, 'GET', `${PATH}/ping`);
    expect(sandbox.expectedHeartbeats).toMatchObject([{ name: 'nightly report', expired: false }]);
    clock.advance('30s');
    expect(sandbox.alerts).toHaveLength(2);
  });

  it('can be listed, changed, switched off and deleted', async () => {
    const { sandbox, clock } = await startWithClock();
    await add(sandbox);
    await send(sandbox, 'POST', `${PATH}/ping`);
    expect(await send(sandbox, 'PATCH', PATH, { interval: 1, intervalUnit: 'hours' })).toMatchObject({
      status: 200,
      body: { data: { name: 'nightly report', enabled: true, expired: false } },
    });
    clock.advance('59m');
    expect(sandbox.alerts).toEqual([]);
    await send(sandbox, 'POST', `${PATH}/disable`);
    clock.advance('1d');
    expect(sandbox.alerts).toEqual([]);
    const listed = { name: 'nightly report', interval: 1, intervalUnit: 'hours', enabled: false };
    expect(await send(sandbox, 'GET', '/v2/heartbeats')).toMatchObject({ body: { data: { heartbeats: [listed] } } });

    await send(sandbox, 'POST', `${PATH}/enable`);
    await send(sandbox, 'POST', `${PATH}/ping`);
    expect(await send(sandbox, 'DELETE', PATH)).toMatchObject({ status: 200, body: { result: 'Deleted' } });
    clock.advance('1d');
    expect(sandbox.alerts).toEqual([]);
    for (const [method, path] of [['GET', PATH] as const, ['DELETE', PATH] as const])
      expect(await send(sandbox, method, path)).toMatchObject({ status: 404 });
  });

  it('refuse what the platform refuses', async () => {
    const { sandbox } = await startWithClock();
    await add(sandbox);
    const exists = { name: 'Heartbeat with name [nightly report] already exists' };
    expect(await add(sandbox)).toMatchObject({ status: 422, body: { errors: exists } });
    const wrong = { name: 'x'.repeat(201), interval: 0.5, intervalUnit: 'weeks', enabled: 'yes' };
    expect(await add(sandbox, wrong)).toMatchObject({
      status: 422,
      body: {
        errors: {
          name: 'should not exceed 200 characters',
          interval: 'should be a whole number of 1 or more',
          intervalUnit: 'should be one of [ minutes, hours, days ]',
          enabled: 'should be true or false',
        },
      },
    });
    expect(() => sandbox.expectHeartbeat('nightly report', '1m')).toThrow(TypeError);
    expect(() => sandbox.expectHeartbeat('other', 0)).toThrow(TypeError);
  });

  it('are forgotten by a reset', async () => {
    const { sandbox, clock } = await startWithClock();
    await add(sandbox);
    await send(sandbox, 'POST', `${PATH}/ping`);
    sandbox.reset();
    clock.advance('1d');
    expect([sandbox.alerts, sandbox.expectedHeartbeats, clock.pendingTimers]).toEqual([[], [], 0]);
  });
});
