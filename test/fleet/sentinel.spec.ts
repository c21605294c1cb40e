import { Redis } from 'ioredis';
import { Redis as Redis6 } from 'ioredis-6';
import { createSentinel } from 'redis';
import { createSentinel as createSentinel6 } from 'redis-6';
import { describe, expect, it } from 'vitest';

import { hasServer } from './redis-server.js';
import { startWatched, type Watched } from './sentinel.js';
import { DATA, eventually, firstSync, openStore, request, until } from './store-bench.js';

/** Silences the errors of a client that the test itself leaves behind. */
const ignore = (): void => undefined;

const sentinelsOf = ({ port }: Watched): { host: string; port: number }[] => [{ host: '127.0.0.1', port }];

const FORMS: readonly (readonly [string, (watched: Watched) => object])[] = [
  ['options of ioredis', (watched) => ({ sentinels: sentinelsOf(watched), name: watched.name })],
  [
    'a client of ioredis 5',
    (watched) =>
      new Redis({ sentinels: sentinelsOf(watched), name: watched.name, lazyConnect: true }).on('error', ignore),
  ],
  [
    'a client of ioredis 6',
    (watched) =>
      new Redis6({ sentinels: sentinelsOf(watched), name: watched.name, lazyConnect: true }).on('error', ignore),
  ],
  ['options of node-redis', (watched) => ({ name: watched.name, sentinelRootNodes: sentinelsOf(watched) })],
  [
    'a client of node-redis 6',
    (watched) => createSentinel6({ name: watched.name, sentinelRootNodes: sentinelsOf(watched) }).on('error', ignore),
  ],
];

describe.runIf(hasServer())('a Redis behind Sentinel', () => {
  it.each(FORMS)('serves the fleet before and after a failover (%s)', async (_form, make) => {
    const watched = await startWatched();
    const { store } = openStore({ redis: make(watched) });
    await firstSync(store);
    const opened = await store.record({ type: 'open', alias: 'a', incidentId: 'i', data: DATA });
    expect(opened).toMatchObject({ isDone: true });
    // Otherwise the failover would lose it, as it may.
    await until(async () => (await watched.replica.run('HLEN', 'nog1:{shop:test}:a')) === ':1\r\n');

    await watched.master.kill();

    const after = await eventually(() => store.sync(request(2)), 40_000);
    expect(after.records).toMatchObject([{ alias: 'a', incidentId: 'i' }]);
    expect(await watched.replica.run('ROLE')).toContain('master');
  });
});

it('refuses at the start a client that cannot be duplicated, instead of using another Redis', () => {
  const given = createSentinel({ name: 'shop', sentinelRootNodes: [{ host: '127.0.0.1', port: 9 }] });

  expect(() => openStore({ redis: given })).toThrow('fleet.redis is a client that cannot be duplicated');
});
