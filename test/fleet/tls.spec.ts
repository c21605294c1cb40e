import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { Redis } from 'ioredis';
import { Redis as Redis6 } from 'ioredis-6';
import { createClient } from 'redis';
import { createClient as createClient6 } from 'redis-6';
import { describe, expect, it, onTestFinished } from 'vitest';

import { freePort } from '../contexts/free-port.js';
import { makeCertificate, type Certificate } from './certificate.js';
import { hasServer, RedisServer } from './redis-server.js';
import { DATA, failureOf, firstSync, openStore, request, until } from './store-bench.js';

/** A server that speaks TLS on a port of its own. */
interface TlsServer {
  readonly server: RedisServer;
  readonly certificate: Certificate;
  readonly port: number;
}

async function startTlsServer(): Promise<TlsServer> {
  const certificate = makeCertificate();
  const port = await freePort();
  const { file, key } = certificate;
  const files = ['--tls-cert-file', file, '--tls-key-file', key, '--tls-ca-cert-file', file];
  const server = await RedisServer.start(['--tls-port', `${port}`, ...files, '--tls-auth-clients', 'no']);
  onTestFinished(() => server.stop());
  return { server, certificate, port };
}

/** Silences the errors of a client that the test itself leaves behind. */
const ignore = (): void => undefined;

/** All ways to give the fleet a Redis with a certificate of its own. */
const FORMS: readonly (readonly [string, (port: number, ca: string) => object])[] = [
  ['options of ioredis', (port, ca) => ({ host: '127.0.0.1', port, tls: { ca } })],
  ['options of node-redis', (port, ca) => ({ url: `rediss://127.0.0.1:${port}`, socket: { tls: true, ca } })],
  [
    'a client of ioredis 5',
    (port, ca) => new Redis({ host: '127.0.0.1', port, tls: { ca }, lazyConnect: true }).on('error', ignore),
  ],
  [
    'a client of ioredis 6',
    (port, ca) => new Redis6({ host: '127.0.0.1', port, tls: { ca }, lazyConnect: true }).on('error', ignore),
  ],
  [
    'a client of node-redis 5',
    (port, ca) => createClient({ url: `rediss://127.0.0.1:${port}`, socket: { tls: true, ca } }).on('error', ignore),
  ],
  [
    'a client of node-redis 6',
    (port, ca) => createClient6({ url: `rediss://127.0.0.1:${port}`, socket: { tls: true, ca } }).on('error', ignore),
  ],
];

describe.runIf(hasServer())('a Redis with TLS', () => {
  it.each(FORMS)('serves the fleet, given by %s', async (_form, make) => {
    const { certificate, port, server } = await startTlsServer();
    const { lines, store } = openStore({ redis: make(port, certificate.text) });

    await firstSync(store, { counts: [{ series: 's', bad: 1, total: 1 }] });

    const opened = await store.record({ type: 'open', alias: 'a', incidentId: 'i', data: DATA });
    expect(opened).toMatchObject({ isDone: true });
    expect(lines).toEqual([]);
    // The plain port of the same server was not used.
    expect(await server.run('CLIENT', 'LIST')).toContain(`laddr=127.0.0.1:${port}`);
  });

  it.each([
    ['ioredis', (port: number) => ({ host: '127.0.0.1', port, tls: {} })],
    ['node-redis', (port: number) => ({ url: `rediss://127.0.0.1:${port}` })],
  ])('is not talked to if its certificate is not trusted (%s)', async (_client, make) => {
    const { port } = await startTlsServer();
    const { lines, store } = openStore({ redis: make(port) });

    await until(() => lines.length > 0);

    expect(lines[0]).toMatch(/is not available for the fleet: .*self.signed/);
    expect(await failureOf(store.sync(request(1)))).toMatchObject({ failure: 'unavailable' });
  });

  it('serves the fleet by its address, where the process trusts the certificate', async () => {
    const { certificate, port } = await startTlsServer();
    const program = `
      import { openRedisStore } from '${new URL('../../.cache/faults/src/fleet/redis/open-store.js', import.meta.url).href}';
      import { systemClock as clock } from '${new URL('../../.cache/faults/src/time/clock.js', import.meta.url).href}';
      const log = { log: console.log, warn: console.log, error: console.log };
      const fleet = { redis: 'rediss://127.0.0.1:${port}', prefix: 'nog', instance: 'one', lease: 10_000 };
      const store = openRedisStore({ fleet, service: 'shop', environment: 'test', version: '1', history: 60_000, clock, log });
      const request = { sequence: 1, counts: [], cursor: undefined, recordsVersion: 0, membersVersion: 0 };
      const tries = setInterval(() => store.sync(request).then(() => { console.log('synced'); clearInterval(tries); }, () => {}), 50);
    `;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: certificate.file },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    const [code] = await once(child, 'exit');

    expect(code, output).toBe(0);
    expect(output).toBe('synced\n');
  });
});
