import { setTimeout } from 'node:timers/promises';

import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import type { FleetStore } from '../../src/fleet/fleet-store.js';
import { hasServer, RedisServer } from './redis-server.js';
import { DATA, eventually, failureOf, firstSync, openStore, request, SHORT, until } from './store-bench.js';

const CLIENTS = ['ioredis', 'redis'] as const;
const isInstalled = hasServer();

/** The options of a client, so that both are tested. */
function optionsFor(client: (typeof CLIENTS)[number], server: RedisServer): object {
  return client === 'ioredis' ? { host: '127.0.0.1', port: server.port } : { url: server.url };
}

async function startServer(args: readonly string[] = []): Promise<RedisServer> {
  const server = await RedisServer.start(args);
  onTestFinished(() => server.stop());
  return server;
}

/** Whether a call succeeds. */
async function works(store: FleetStore, sequence: number): Promise<boolean> {
  return store.sync(request(sequence)).then(
    () => true,
    () => false,
  );
}

describe.runIf(isInstalled).each(CLIENTS)('the store through %s, when Redis', (client) => {
  const unhandled: unknown[] = [];
  beforeAll(() => {
    process.on('unhandledRejection', (error) => unhandled.push(error));
  });

  it('is not there at the start: calls reject at once, one line is logged, and it is found later', async () => {
    const server = await startServer();
    await server.kill();
    const { store, lines } = openStore({ redis: optionsFor(client, server) });
    await until(() => lines.length > 0);

    const start = performance.now();
    expect(await failureOf(store.sync(request(1)))).toMatchObject({ failure: 'unavailable' });
    expect(performance.now() - start).toBeLessThan(500);
    await setTimeout(1_000);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`Redis at 127.0.0.1:${server.port} is not available for the fleet`);

    await server.start();
    await firstSync(store);
    expect(lines.at(-1)).toContain('is available for the fleet again');
    expect(unhandled).toEqual([]);
  });

  it('is killed and comes back empty: the era is another one, and what is mirrored can be adopted', async () => {
    const server = await startServer();
    const { store } = openStore({ redis: optionsFor(client, server) });
    const first = await firstSync(store, { counts: [{ series: 's', bad: 1, total: 2 }] });
    const opened = await store.record({ type: 'open', alias: 'a', incidentId: 'i', data: DATA });
    if (opened.record === undefined) throw new Error('not opened');

    await server.kill();
    expect(await failureOf(store.sync(request(2)))).toMatchObject({ failure: 'unavailable' });
    await server.start();
    const second = await eventually(() => store.sync(request(2, { cursor: first.cursor })));

    expect(second.cursor.era).not.toBe(first.cursor.era);
    expect(second.records).toEqual([]);
    expect(await store.record({ type: 'adopt', record: opened.record })).toMatchObject({
      isDone: true,
      record: opened.record,
    });
    expect(await store.record({ type: 'open', alias: 'b', incidentId: 'j', data: DATA })).toMatchObject({
      isDone: true,
    });
  });

  it('is killed with AOF and comes back: records and counts are still there', async () => {
    const server = await startServer(['--appendonly', 'yes', '--appendfsync', 'always']);
    const { store } = openStore({ redis: optionsFor(client, server) });
    const first = await firstSync(store);
    const opened = await store.record({ type: 'open', alias: 'a', incidentId: 'i', data: DATA });
    await server.kill();
    await server.start();

    const second = await eventually(() => store.sync(request(2, { cursor: first.cursor })));

    expect(second.cursor.era).toBe(first.cursor.era);
    expect(second.records).toEqual([opened.record]);
  });

  it('is suspended: no call waits longer than its timeout, and all goes on afterwards', async () => {
    const server = await startServer();
    const { store, lines } = openStore({ redis: optionsFor(client, server), timeout: 300 });
    await firstSync(store);
    server.suspend();
    onTestFinished(() => server.resume());
    for (let sequence = 2; sequence < 12; sequence++) {
      const start = performance.now();
      expect(await failureOf(store.sync(request(sequence)))).toMatchObject({ failure: 'unavailable' });
      expect(performance.now() - start).toBeLessThan(2_000);
    }
    expect(lines).toHaveLength(1);
    server.resume();

    await until(() => works(store, 20));
  });

  it('pauses its clients for longer than a timeout', async () => {
    const server = await startServer();
    const { store } = openStore({ redis: optionsFor(client, server), timeout: 300 });
    const counts = [{ series: 's', bad: 1, total: 3 }];
    await firstSync(store);
    await server.run('CLIENT', 'PAUSE', '900', 'ALL');

    // It is repeated as it was until an answer comes, and it may have arrived each time.
    await eventually(() => store.sync(request(2, { counts })));

    await setTimeout(SHORT.bucket + 50);
    const { sealed } = await eventually(() => store.sync(request(3)));
    expect(sealed.flatMap((span) => span.counts)).toEqual([{ series: 's', bad: 1, total: 3 }]);
  });

  it('forgets its scripts', async () => {
    const server = await startServer();
    const { store, lines } = openStore({ redis: optionsFor(client, server) });
    await firstSync(store);
    await server.run('SCRIPT', 'FLUSH');
    expect(await works(store, 2)).toBe(true);
    await server.run('FLUSHALL');
    expect(await works(store, 3)).toBe(true);
    expect(lines).toEqual([]);
  });

  it('allows no scripts: one line says what to do', async () => {
    const server = await startServer();
    await server.run('ACL', 'SETUSER', 'shop', 'on', '>secret-word', '~*', '+@all', '-eval', '-evalsha');
    const credentials = { username: 'shop', password: 'secret-word' };
    const redis =
      client === 'ioredis'
        ? { ...optionsFor(client, server), ...credentials }
        : { url: `redis://shop:secret-word@127.0.0.1:${server.port}` };
    const { store, lines } = openStore({ redis });
    await until(() => lines.some((line) => line.includes('NOPERM')) || works(store, 1));
    for (let sequence = 2; sequence < 6; sequence++)
      expect(await failureOf(store.sync(request(sequence)))).toMatchObject({ failure: 'refused' });

    const refusals = lines.filter((line) => line.includes('refuses to serve the fleet'));
    expect(refusals).toHaveLength(1);
    expect(refusals[0]).toContain('+@scripting');
    expect(lines.join()).not.toContain('secret-word');
  });

  it('takes a user with the rights that the line recommends, and no more', async () => {
    const server = await startServer();
    await server.run(
      ...'ACL SETUSER shop on >secret-word ~nog1:* +@connection +@scripting +@hash +@sortedset +del +expire +time +info'.split(
        ' ',
      ),
    );
    await server.run('ACL', 'SETUSER', 'default', 'off');
    const redis =
      client === 'ioredis'
        ? { ...optionsFor(client, server), username: 'shop', password: 'secret-word' }
        : { url: `redis://shop:secret-word@127.0.0.1:${server.port}` };
    const { store, lines } = openStore({ redis });
    await firstSync(store, { counts: [{ series: 's', bad: 1, total: 1 }] });
    expect(await store.record({ type: 'open', alias: 'a', incidentId: 'i', data: DATA })).toMatchObject({
      isDone: true,
    });
    await store.leave();
    expect(lines.filter((line) => !line.includes('again'))).toEqual([]);
  });

  it('has another password', async () => {
    const server = await startServer();
    await server.run('CONFIG', 'SET', 'requirepass', 'right');
    const redis =
      client === 'ioredis'
        ? { ...optionsFor(client, server), password: 'wrong-secret' }
        : { url: `redis://:wrong-secret@127.0.0.1:${server.port}` };
    const { store, lines } = openStore({ redis });
    await until(() => lines.length > 0);
    await failureOf(store.sync(request(1)));
    expect(lines.join()).toMatch(/Check user and password/);
    expect(lines.join()).not.toContain('wrong-secret');
    expect(unhandled).toEqual([]);
  });

  it('is full, but evicts keys', async () => {
    const server = await startServer(['--maxmemory', '2mb', '--maxmemory-policy', 'allkeys-lru']);
    const { store } = openStore({ redis: optionsFor(client, server) });
    await firstSync(store);
    let sequence = 1;
    let failures = 0;
    for (let round = 0; round < 100; round++) {
      await server.run('SET', `cache:${round}`, 'x'.repeat(50_000));
      sequence++;
      const counts = Array.from({ length: 50 }, (_item, index) => ({ series: `s${index}`, bad: 1, total: 2 }));
      if (!(await works(store, sequence))) failures++;
      await store.sync(request(++sequence, { counts })).catch(() => failures++);
      const alias = `a${round % 5}`;
      await store.record({ type: 'open', alias, incidentId: `i${round}`, data: DATA }).catch(() => failures++);
    }
    expect(failures).toBe(0);
    expect(await server.run('INFO', 'stats')).not.toContain('evicted_keys:0\r');
  });

  it('fails over to a replica', async () => {
    const server = await startServer();
    const replica = await startServer(['--replicaof', '127.0.0.1', `${server.port}`]);
    await until(async () => (await replica.run('INFO', 'replication')).includes('master_link_status:up'));
    const { store, lines } = openStore({ redis: optionsFor(client, server) });
    const first = await firstSync(store);
    const opened = await store.record({ type: 'open', alias: 'a', incidentId: 'i', data: DATA });
    await until(async () => (await replica.run('HGET', 'nog1:{shop:test}:a', 'a')).includes('"i"'));
    await replica.run('REPLICAOF', 'NO', 'ONE');
    // As a proxy or a name that now leads to the other server.
    const { store: other } = openStore({ redis: optionsFor(client, replica), id: 'one' });

    const second = await eventually(() => other.sync(request(2, { cursor: first.cursor })));

    expect(second.records).toEqual([opened.record]);
    expect(lines).toEqual([]);
  });

  it('became a replica: it is not written to, and found again when it is the master', async () => {
    const master = await startServer();
    const server = await startServer();
    const { store } = openStore({ redis: optionsFor(client, server) });
    await firstSync(store);
    await server.run('REPLICAOF', '127.0.0.1', `${master.port}`);
    expect(await failureOf(store.sync(request(2)))).toMatchObject({ failure: 'unavailable' });
    await server.run('REPLICAOF', 'NO', 'ONE');
    await until(() => works(store, 3));
  });

  it('keeps eight keys at most, each with a time to live', async () => {
    const server = await startServer();
    const { store } = openStore({ redis: optionsFor(client, server) });
    for (let sequence = 1; sequence < 8; sequence++) {
      await eventually(() => store.sync(request(sequence, { counts: [{ series: 's', bad: 1, total: 1 }] })));
      if (sequence === 2) await store.record({ type: 'open', alias: 'a', incidentId: 'i', data: DATA });
      if (sequence === 3) await store.mute('m', 1_000);
      if (sequence === 4) await store.reserve(1, 5, { perMinute: 30, burst: 10 });
      await setTimeout(SHORT.bucket);
    }
    await store.leave();
    const keys = (await server.run('KEYS', '*')).split('\r\n').filter((line) => line.startsWith('nog1:'));
    expect(keys.toSorted()).toEqual(
      ['a', 'cw', 'm', 'meta', 'q', 's', 'w']
        .map((key) => `nog1:{shop:test}:${key}`)
        .filter((key) => keys.includes(key)),
    );
    expect(keys.length).toBeGreaterThan(3);
    for (const key of keys) expect(Number((await server.run('TTL', key)).slice(1)), key).toBeGreaterThan(86_000);
  });
});
