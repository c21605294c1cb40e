import { spawn } from 'node:child_process';
import { once, type EventEmitter } from 'node:events';

import { Cluster, Redis } from 'ioredis';
import { Redis as Redis6 } from 'ioredis-6';
import { createClient, createCluster } from 'redis';
import { createClient as createClient6 } from 'redis-6';
import { describe, expect, it, onTestFinished } from 'vitest';

import { hasServer, RedisServer } from './redis-server.js';
import { DATA, eventually, failureOf, firstSync, openStore, request, until } from './store-bench.js';

const isInstalled = hasServer();

async function startServer(args: readonly string[] = []): Promise<RedisServer> {
  const server = await RedisServer.start(args);
  onTestFinished(() => server.stop());
  return server;
}

/** Two nodes, with half of the slots each. */
async function startCluster(): Promise<[RedisServer, RedisServer]> {
  const args = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '1000'];
  const nodes: [RedisServer, RedisServer] = [await startServer(args), await startServer(args)];
  await nodes[0].run('CLUSTER', 'ADDSLOTSRANGE', '0', '8191');
  await nodes[1].run('CLUSTER', 'ADDSLOTSRANGE', '8192', '16383');
  await nodes[0].run('CLUSTER', 'MEET', '127.0.0.1', `${nodes[1].port}`);
  for (const node of nodes) await until(async () => (await node.run('CLUSTER', 'INFO')).includes('cluster_state:ok'));
  return nodes;
}

/** Silences the errors of a client that the test itself leaves behind. */
const ignore = (): void => undefined;

describe.runIf(isInstalled)('a client of the application', () => {
  it.each<[string, (options: object) => EventEmitter & { readonly status: string; disconnect(): void }]>([
    ['5', (options) => new Redis(options)],
    ['6', (options) => new Redis6(options)],
  ])('of ioredis %s is duplicated, and never used', async (_version, create) => {
    const server = await startServer();
    const { port } = server;
    const given = create({ host: '127.0.0.1', port, lazyConnect: true, maxRetriesPerRequest: null, keyPrefix: 'app:' });
    given.on('error', ignore);
    onTestFinished(() => given.disconnect());
    const { store } = openStore({ redis: given });

    await firstSync(store);

    expect(given.status).toBe('wait');
    expect(await server.run('EXISTS', 'nog1:{shop:test}:m')).toBe(':1\r\n');
  });

  it.each<[string, (url: string) => EventEmitter & { readonly isOpen: boolean }]>([
    ['5', (url) => createClient({ url })],
    ['6', (url) => createClient6({ url })],
  ])('of node-redis %s is duplicated, and never used', async (_version, create) => {
    const server = await startServer();
    const given = create(server.url);
    given.on('error', ignore);
    const { store } = openStore({ redis: given });

    await firstSync(store);

    expect(given.isOpen).toBe(false);
  });

  it('keeps its own behaviour when Redis goes', async () => {
    const server = await startServer();
    const given = new Redis({ host: '127.0.0.1', port: server.port, maxRetriesPerRequest: null });
    given.on('error', ignore);
    onTestFinished(() => given.disconnect());
    const { store } = openStore({ redis: given });
    await firstSync(store);
    await server.kill();
    expect(await failureOf(store.sync(request(2)))).toMatchObject({ failure: 'unavailable' });
    // Its own commands still wait, as it was made.
    const waiting = given.ping();
    await server.start();
    expect(await waiting).toBe('PONG');
    await eventually(() => store.sync(request(3)));
  });
});

describe.runIf(isInstalled)('a Cluster of two nodes', () => {
  it.each([
    {
      form: 'a client of ioredis',
      make: (nodes: readonly RedisServer[]) => {
        const given = new Cluster(
          nodes.map(({ port }) => ({ host: '127.0.0.1', port })),
          { lazyConnect: true },
        );
        given.on('error', ignore);
        return given;
      },
    },
    {
      form: 'a client of node-redis',
      make: (nodes: readonly RedisServer[]) => {
        const given = createCluster({ rootNodes: nodes.map(({ url }) => ({ url })) });
        given.on('error', ignore);
        return given;
      },
    },
    {
      form: 'options of ioredis',
      make: (nodes: readonly RedisServer[]) => ({ cluster: nodes.map(({ port }) => ({ host: '127.0.0.1', port })) }),
    },
    {
      form: 'options of node-redis',
      make: (nodes: readonly RedisServer[]) => ({ rootNodes: nodes.map(({ url }) => ({ url })) }),
    },
  ])('serves the fleet ($form)', async ({ make }) => {
    const nodes = await startCluster();
    const redis = make(nodes);
    // Names in two slots, so that each node serves one of the services.
    for (const service of ['shop', 'orders', 'billing']) {
      const { store, lines } = openStore({ redis, service });
      await firstSync(store, { counts: [{ series: 's', bad: 1, total: 1 }] });
      expect(await store.record({ type: 'open', alias: 'a', incidentId: 'i', data: DATA })).toMatchObject({
        isDone: true,
      });
      expect(await store.record({ type: 'take', alias: 'b' })).toMatchObject({ isDone: false, because: 'absent' });
      expect(lines.filter((line) => !line.includes('again'))).toEqual([]);
    }
    const sizes = await Promise.all(nodes.map((node) => node.run('DBSIZE')));
    expect(sizes).not.toContain(':0\r\n');
  });

  it('is used again after one of its nodes was away', async () => {
    const nodes = await startCluster();
    const { store } = openStore({ redis: { cluster: nodes.map(({ port }) => ({ host: '127.0.0.1', port })) } });
    await firstSync(store);
    const [first, second] = nodes;
    for (const node of [first, second]) {
      node.suspend();
      onTestFinished(() => node.resume());
      await store.sync(request(2)).catch(ignore);
      node.resume();
      expect(await eventually(() => store.sync(request(3)))).toMatchObject({ instances: 1 });
    }
  });
});

describe.runIf(hasServer('valkey-server'))('Valkey', () => {
  it.each<[string, (port: number) => object]>([
    ['ioredis', (port) => ({ host: '127.0.0.1', port })],
    ['node-redis', (port) => ({ url: `redis://127.0.0.1:${port}` })],
  ])('serves the fleet (%s)', async (_client, make) => {
    const server = await RedisServer.start([], 'valkey-server');
    onTestFinished(() => server.stop());
    const { store, lines } = openStore({ redis: make(server.port) });

    await firstSync(store, { counts: [{ series: 's', bad: 1, total: 1 }] });

    const opened = await store.record({ type: 'open', alias: 'a', incidentId: 'i', data: DATA });
    expect(opened).toMatchObject({ isDone: true });
    expect(lines).toEqual([]);
  });
});

describe.runIf(isInstalled)('a process with a store', () => {
  it.each(['ioredis', 'redis'])('ends by itself, with Redis up and with Redis dead (%s)', async (client) => {
    const server = await startServer();
    for (const state of ['up', 'dead']) {
      if (state === 'dead') await server.kill();
      const redis = client === 'ioredis' ? `{ host: '127.0.0.1', port: ${server.port} }` : `{ url: '${server.url}' }`;
      const program = `
        import { openRedisStore } from '${new URL('../../.cache/faults/src/fleet/redis/open-store.js', import.meta.url).href}';
        import { systemClock } from '${new URL('../../.cache/faults/src/time/clock.js', import.meta.url).href}';
        const log = { log: console.log, warn: console.log, error: console.log };
        const fleet = { redis: ${redis}, prefix: 'nog', instance: 'one', lease: 10_000 };
        const store = openRedisStore({ fleet, service: 'shop', environment: 'test', version: '1', history: 60_000, clock: systemClock, log });
        const request = { sequence: 1, counts: [], cursor: undefined, recordsVersion: 0, membersVersion: 0 };
        const tries = setInterval(() => store.sync(request).then(() => { console.log('synced'); clearInterval(tries); }, () => {}), 50);
        setTimeout(() => clearInterval(tries), 1_500);
      `;
      const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      onTestFinished(() => void child.kill('SIGKILL'));
      let output = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
      const [code] = await once(child, 'exit');
      expect(code, output).toBe(0);
      expect(output).toContain(state === 'up' ? 'synced' : 'is not available for the fleet');
    }
  });
});
