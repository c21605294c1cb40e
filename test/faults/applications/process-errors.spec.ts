import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createSecureServer } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { OpsgenieSandbox } from '../../../src/testing/index.js';
import { TLS_IDENTITY } from '../../unit/platforms/http/tls-identity.js';
import { Child, PROGRAMS, type End } from '../child.js';
import { startProxy } from '../connect-proxy.js';
import { API_KEY, type Failure, type Orders } from '../programs/orders.js';

async function newSandbox(): Promise<OpsgenieSandbox> {
  const sandbox = await OpsgenieSandbox.start({ processingDelay: 0 });
  onTestFinished(() => sandbox.stop());
  return sandbox;
}

/** An alert API over TLS, and the certificate that a process needs to trust it. */
async function securePlatform() {
  const keys: unknown[] = [];
  const aliases: string[] = [];
  const server = createSecureServer(TLS_IDENTITY, (request, response) => {
    keys.push(request.headers.authorization);
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      aliases.push((JSON.parse(body) as { readonly alias: string }).alias);
      response.writeHead(202).end('{"requestId":"r"}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const directory = mkdtempSync(join(tmpdir(), 'trust-'));
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true });
    server.close();
    server.closeAllConnections();
  });
  const certificate = join(directory, 'platform.pem');
  writeFileSync(certificate, TLS_IDENTITY.cert);
  const { port } = server.address() as AddressInfo;
  return { port, keys, aliases, trust: { NODE_EXTRA_CA_CERTS: certificate } };
}

/** Runs a failing program without the module and with it. */
async function failTwice(
  sandbox: OpsgenieSandbox,
  failure: Failure,
  orders: Partial<Orders> = {},
  node: string[] = [],
) {
  const run = (watched: boolean) =>
    new Child('failing', { baseUrl: sandbox.url, failure, watched, ...orders }, { node });
  const bare = await run(false).end();
  const watched = await run(true).end();
  return { bare: withoutVarying(bare), watched: withoutVarying(watched) };
}

/**
 * The output that must be equal in two runs, without Nest's own log (which contains times, the process id and random ids of modules)
 * and without stack frames (which contain the module's wrapper).
 */
function withoutVarying({ errors, ...end }: End): End {
  const lines = errors.split('\n').filter((line) => !/^\s+at |\[Nest\]|node:internal|^\s+id: /.test(line));
  return { ...end, errors: lines.join('\n') };
}

describe('A process that ends by an error', () => {
  it.each<[Failure, string, string]>([
    ['throw', 'shop:test:exception:process:TypeError', '[test] shop CRASHED: boom (TypeError)'],
    ['throw a string', 'shop:test:exception:process:NonError', '[test] shop CRASHED: threw the string "boom"'],
    [
      'rejection',
      'shop:test:exception:process:RangeError',
      '[test] shop CRASHED: too far (RangeError), unhandled rejection',
    ],
    ['worker', 'shop:test:exception:process:TypeError', '[test] shop CRASHED: boom (TypeError)'],
    ['exit in a handler', 'shop:test:exception:process:TypeError', '[test] shop CRASHED: boom (TypeError)'],
    ['survive in a handler', 'shop:test:exception:process:TypeError', '[test] shop CRASHED: boom (TypeError)'],
  ])('raises an alert (%s), and ends as without the module', async (failure, alias, message) => {
    const sandbox = await newSandbox();
    const { bare, watched } = await failTwice(sandbox, failure);
    expect(watched).toEqual(bare);
    expect(sandbox.alerts).toMatchObject([{ alias, message, priority: 'P1', count: 1 }]);
    const fate = failure.endsWith('in a handler')
      ? 'the application handles uncaught errors itself, so it may go on'
      : 'it ends with exit code 1';
    expect(sandbox.alerts[0]?.description).toMatch(
      new RegExp(`^The process had been up for [\\d.]+ m?s; ${fate}\\. Close by hand: without \`delivery\\.journal\``),
    );
  });

  it.each<[Failure, Partial<Orders>, RegExp]>([
    ['missing setting', {}, /Configuration key "DATABASE_URL" does not exist \(TypeError\)$/],
    ['missing setting', { async: true }, /Configuration key "DATABASE_URL" does not exist \(TypeError\)$/],
    ['missing dependency', {}, /cannot resolve cache$/],
    ['factory', {}, /no route \(Error\)$/],
    ['controller', {}, /not today \(Error\)$/],
    ['controller', { async: true }, /not today \(Error\)$/],
    // Nest leaves this one to the application, which ends the process itself.
    ['onModuleInit', {}, /exit code 1, its log says why$/],
    ['port taken', {}, /port \d+ is taken \(EADDRINUSE\)$/],
  ])(
    'raises an alert when the application cannot start (%s %j), and ends as without the module',
    async (failure, orders, reason) => {
      const sandbox = await newSandbox();
      const taken = createServer().listen(0, '127.0.0.1');
      await once(taken, 'listening');
      onTestFinished(() => void taken.close());
      const { port } = taken.address() as AddressInfo;
      const { bare, watched } = await failTwice(sandbox, failure, { ...orders, port });
      expect(watched).toEqual(bare);
      expect(bare.code).toBe(1);
      expect(sandbox.alerts).toMatchObject([
        {
          alias: 'shop:test:exception:process:FailedStart',
          message: expect.stringMatching(new RegExp(`^\\[test\\] shop DID NOT START: ${reason.source}`)),
          priority: 'P1',
          description: expect.stringMatching(
            /^The process ended with exit code 1, [\d.]+ m?s after its start\. Close by hand: /,
          ),
        },
      ]);
    },
  );

  it.each([true, false])('raises one alert even with two copies of the library (apart: %s)', async (apart) => {
    const sandbox = await newSandbox();
    const copy = mkdtempSync(fileURLToPath(new URL('../../../copy-', PROGRAMS)));
    onTestFinished(() => rmSync(copy, { recursive: true }));
    cpSync(new URL('../../../src/', PROGRAMS), join(copy, 'src'), { recursive: true });
    const path = join(copy, 'src', 'index.js');
    const { output } = await new Child('doubled', { baseUrl: sandbox.url, copy: { path, apart } }).end();
    expect(sandbox.alerts).toMatchObject([{ alias: 'shop:test:exception:process:TypeError', count: 1 }]);
    expect(output.match(/Another OpsgenieModule in this process already handles `processErrors`/g)).toHaveLength(1);
  });

  it.each<[Failure, string[]]>([
    ['nothing', []],
    ['exit 3', []],
    ['worker with a listener', []],
    ['exit while closing', []],
    ['exit of servers of its own', []],
    ['rejection', ['--unhandled-rejections=warn']],
  ])('raises no alert when it ends in another way (%s %j)', async (failure, node) => {
    const sandbox = await newSandbox();
    const watched = new Child('failing', { baseUrl: sandbox.url, failure, watched: true }, { node });
    if (node.length === 0) await watched.end();
    else await watched.says('listens');
    await watched.kill();
    expect(sandbox.requests).toEqual([]);
  });

  it('is delayed by at most two seconds if the platform does not answer', async () => {
    const sandbox = await newSandbox();
    sandbox.fault({ delay: '30s' });
    const { bare, watched } = await failTwice(sandbox, 'throw');
    expect(watched).toEqual(bare);
  });

  it('raises the alert through the proxy of HTTPS_PROXY, with its user and password decoded', async () => {
    const { port, keys, aliases, trust } = await securePlatform();
    const { address, asked } = await startProxy(port);
    const environment = { ...trust, HTTPS_PROXY: `us%40er:p%3Ass%2Fw%25rd@${address}` };
    const orders: Orders = { baseUrl: 'https://opsgenie.test', failure: 'throw', watched: true };
    await new Child('failing', orders, { environment }).end();
    expect(aliases).toEqual(['shop:test:exception:process:TypeError']);
    expect(keys).toEqual([`GenieKey ${API_KEY}`]);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.[0]).toBe('CONNECT opsgenie.test:443 HTTP/1.1');
    const headers = asked[0]?.slice(1).map((line) => line.toLowerCase());
    const credentials = `Basic ${Buffer.from('us@er:p:ss/w%rd').toString('base64')}`;
    expect(headers).toContain(`proxy-authorization: ${credentials}`.toLowerCase());
    expect(headers?.some((line) => line.startsWith('authorization'))).toBe(false);
  });

  it.each([
    ['127.0.0.1', 0],
    ['localhost', 0],
    ['opsgenie.test', 1],
  ])('says so at 127.0.0.1 with NO_PROXY=%s, through so many tunnels: %i', async (list, tunnels) => {
    const { port, aliases, trust } = await securePlatform();
    const { address, asked } = await startProxy(port);
    const environment = { ...trust, HTTPS_PROXY: `http://${address}`, NO_PROXY: list };
    const orders: Orders = { baseUrl: `https://127.0.0.1:${port}`, failure: 'throw', watched: true };
    await new Child('failing', orders, { environment }).end();
    expect(aliases).toEqual(['shop:test:exception:process:TypeError']);
    expect(asked).toHaveLength(tunnels);
  });

  it('is reported by the next process when the platform is unreachable', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'crash-'));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    const sandbox = await newSandbox();
    sandbox.fault({ drop: 'before' });
    const orders = { baseUrl: sandbox.url, directory };
    await new Child('failing', { ...orders, failure: 'throw', watched: true }).end();
    expect(sandbox.alerts).toEqual([]);
    sandbox.fault(undefined);
    const next = new Child('serving', { ...orders, fails: false });
    const reported = await sandbox.waitForAlert(
      { alias: 'shop:test:exception:process:TypeError', status: 'open' },
      '10s',
    );
    expect(reported.description).toContain('This alert closes itself when the next process has been up for 5 min.');
    await next.kill();
  });
});
