import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { OpsgenieSandbox } from '../../../src/testing/index.js';
import { Child, type Circumstances, type End } from '../child.js';
import { startProxy } from '../connect-proxy.js';
import type { Ending, Orders } from '../programs/orders.js';

/** Accepts connections and never answers: both TLS and HTTP hang. */
async function silentServer(): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => void sockets.add(socket.on('error', () => undefined))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}

async function refusingPlatform(): Promise<string> {
  const sandbox = await OpsgenieSandbox.start({ processingDelay: 0 });
  onTestFinished(() => sandbox.stop());
  sandbox.fault({ status: 503 });
  return sandbox.url;
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'end-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A machine whose name server never answers. */
async function deadNameServer(): Promise<Circumstances> {
  const server = createSocket('udp4').on('message', () => undefined);
  server.bind(53, '127.0.0.77');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const settings = join(newFolder(), 'resolv.conf');
  writeFileSync(settings, 'nameserver 127.0.0.77\n');
  return { within: ['unshare', '--map-root-user', '--mount'], shell: `mount --bind ${settings} /etc/resolv.conf` };
}

/** @returns how it ended, and how many milliseconds after it began to end */
async function endOf(orders: Orders, circumstances?: Circumstances): Promise<End & { readonly took: number }> {
  const child = new Child('ending', orders, circumstances);
  await child.says('ends');
  const start = performance.now();
  const end = await child.end();
  return { ...end, took: performance.now() - start };
}

describe('A queued message when the process ends', () => {
  it.each<[Ending, number | null]>([
    ['exit', 4],
    ['hook throws', 1],
    ['close', 0],
    ['never', 0],
    ['crash', 1],
  ])('goes to onDropped, once (%s)', async (ending) => {
    const { output } = await endOf({ baseUrl: await refusingPlatform(), ending });
    // The process ends between two attempts or during one.
    expect(output.match(/dropped disk: .*/g)).toEqual([
      expect.stringMatching(/The application stopped (before|while) .*\. The last attempt failed: 503/),
    ]);
  });

  it.each<Ending>(['exit', 'close', 'never', 'crash'])(
    'is passed to onDropped even while it is being sent, and the process ends (%s)',
    async (ending) => {
      const { output, took } = await endOf({ baseUrl: `http://127.0.0.1:${await silentServer()}`, ending });
      const reason =
        ending === 'never' ? /delivered\. .* aborted/ : /while the message was being sent; the platform may have/;
      expect(output).toMatch(/dropped disk: The application stopped/);
      expect(output).toMatch(reason);
      // An attempt takes up to 5 s, so waiting for one would take longer than this.
      expect(took).toBeLessThan(ending === 'crash' ? 3_500 : 2_500);
    },
  );

  it.each<Ending>(['exit', 'hook throws', 'close', 'never', 'crash'])('stays in the journal (%s)', async (ending) => {
    const directory = newFolder();
    const sandbox = await OpsgenieSandbox.start({ processingDelay: 0 });
    onTestFinished(() => sandbox.stop());
    sandbox.fault({ status: 503 });
    const { output } = await endOf({ baseUrl: sandbox.url, directory, ending });
    expect(output).not.toContain('dropped');
    sandbox.fault(undefined);
    const next = new Child('serving', { baseUrl: sandbox.url, directory, fails: false });
    await sandbox.waitForAlert({ alias: 'disk' }, '30s');
    await next.kill();
  });
});

describe('The end of a process by an error', () => {
  it.each<[string, (port: number) => Partial<Orders>]>([
    ['a platform that does not answer', (port) => ({ baseUrl: `http://127.0.0.1:${port}` })],
    ['a TLS handshake that hangs', (port) => ({ baseUrl: `https://127.0.0.1:${port}` })],
    ['an address that takes no connection', () => ({ baseUrl: 'http://192.0.2.1' })],
  ])('is delayed by two seconds at most by %s, however many errors there are', async (_what, orders) => {
    const port = await silentServer();
    const { code, took } = await endOf({ baseUrl: '', ...orders(port), ending: 'crashes' });
    expect(code).toBe(5);
    expect(took).toBeLessThan(3_500);
  });

  it('raises an alert even while the application shuts down', async () => {
    const sandbox = await OpsgenieSandbox.start({ processingDelay: 0 });
    onTestFinished(() => sandbox.stop());
    sandbox.fault({ delay: '1s' });
    await endOf({ baseUrl: sandbox.url, ending: 'crash while closing', flushTimeout: '5s' });
    expect(sandbox.alerts.map(({ alias }) => alias)).toContain('shop:test:exception:process:Late');
  });

  it.skipIf(process.getuid?.() !== 0).each<Ending>(['crash', 'crashes', 'exit', 'close', 'never'])(
    'is not delayed by name servers that do not answer (%s)',
    async (ending) => {
      const { took } = await endOf({ baseUrl: 'https://alerts.example.com', ending }, await deadNameServer());
      // With getaddrinfo() it takes 10 s and more.
      expect(took).toBeLessThan(ending === 'never' ? 6_000 : 3_500);
    },
  );

  it.each<Ending>(['crash', 'crashes', 'exit', 'close', 'never'])(
    'is not delayed by a proxy that accepts connections and does not answer CONNECT (%s)',
    async (ending) => {
      const { address, asked } = await startProxy();
      const { took } = await endOf(
        { baseUrl: 'https://opsgenie.test', ending },
        { environment: { HTTPS_PROXY: `http://${address}` } },
      );
      expect(asked[0]?.[0]).toBe('CONNECT opsgenie.test:443 HTTP/1.1');
      // An attempt takes up to 5 s. A process that ends by an error waits for at most 2 s.
      expect(took).toBeLessThan(ending.startsWith('crash') ? 3_500 : 2_500);
    },
  );

  it.skipIf(process.getuid?.() !== 0).each<Ending>(['crash', 'exit', 'close', 'never'])(
    'is not delayed by name servers that do not answer for the proxy (%s)',
    async (ending) => {
      const { took } = await endOf(
        { baseUrl: 'https://opsgenie.test', ending },
        { ...(await deadNameServer()), environment: { HTTPS_PROXY: 'http://proxy.example.com:3128' } },
      );
      expect(took).toBeLessThan(ending === 'never' ? 6_000 : 3_500);
    },
  );
});
