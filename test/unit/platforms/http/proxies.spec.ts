import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer, globalAgent } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HttpPlatform } from '../../../../src/platforms/http/http-platform.js';
import { opsgenieAt } from '../opsgenie-platform.js';
import { IsolatedHttpService } from '../../../../src/platforms/http/isolated-http-service.js';
import { proxyFor } from '../../../../src/platforms/http/proxy/environment-proxy.js';
import { API_KEY, create } from '../../delivery/delivery-bench.js';
import { TLS_IDENTITY } from './tls-identity.js';

const VARIABLES = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'].flatMap((name) => [name, name.toUpperCase()]);

const servers: Server[] = [];
const sockets = new Set<Duplex>();

beforeEach(() => {
  for (const name of VARIABLES) vi.stubEnv(name, undefined);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  delete globalAgent.options.ca;
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** The alert API at https://opsgenie.test, which is reachable only through a proxy. */
async function platform(): Promise<{ readonly port: number; readonly keys: unknown[] }> {
  const keys: unknown[] = [];
  globalAgent.options.ca = TLS_IDENTITY.cert;
  const answer: RequestListener = (request, response) => {
    keys.push(request.headers.authorization);
    request.resume();
    response.writeHead(202).end('{"requestId":"r"}');
  };
  return { port: await listen(createSecureServer(TLS_IDENTITY, answer)), keys };
}

type OnConnect = (request: IncomingMessage, socket: Duplex) => void;

async function proxyThat(onConnect: OnConnect, onRequest: RequestListener = () => undefined): Promise<number> {
  const server = createServer(onRequest);
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onConnect(request, socket);
  });
  return listen(server);
}

function refuses(head: string, body = ''): OnConnect {
  return (_, socket) => void socket.end(`HTTP/1.1 ${head}\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
}

function leadsTo(port: number): OnConnect {
  return (_, socket) => {
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    onward.on('error', () => socket.destroy());
    sockets.add(onward);
  };
}

function clientOf(baseUrl: string, attemptTimeout = 5_000): HttpPlatform {
  return opsgenieAt(baseUrl, { http: new IsolatedHttpService(), apiKey: API_KEY, attemptTimeout });
}

describe('Through a proxy', () => {
  it.each([
    ['HTTPS_PROXY', (port: number) => `http://us%40er:p%3Ass%2Fw%25rd@127.0.0.1:${port}`],
    ['https_proxy', (port: number) => `us%40er:p%3Ass%2Fw%25rd@127.0.0.1:${port}`],
    ['ALL_PROXY', (port: number) => `http://us%40er:p%3Ass%2Fw%25rd@127.0.0.1:${port}/`],
  ])(
    'of %s an alert reaches the platform over TLS, and the proxy sees user and password decoded, but no key',
    async (name, value) => {
      const { port, keys } = await platform();
      const seen: unknown[] = [];
      const proxy = await proxyThat((request, socket) => {
        seen.push(
          request.method,
          request.url,
          request.headers.host,
          request.headers['proxy-authorization'],
          request.headers.authorization,
        );
        leadsTo(port)(request, socket);
      });
      vi.stubEnv(name, value(proxy));
      expect(await clientOf('https://opsgenie.test').send(create('a'))).toMatchObject({
        kind: 'answered',
        status: 202,
      });
      expect(keys).toEqual([`GenieKey ${API_KEY}`]);
      const credentials = `Basic ${Buffer.from('us@er:p:ss/w%rd').toString('base64')}`;
      expect(seen).toEqual(['CONNECT', 'opsgenie.test:443', 'opsgenie.test:443', credentials, undefined]);
    },
  );

  it('of HTTP_PROXY, the whole request to an http URL goes to the proxy, with the credentials decoded', async () => {
    const seen: unknown[] = [];
    const proxy = await proxyThat(refuses('500 No'), (request, response) => {
      seen.push(request.url, request.headers.host, request.headers['proxy-authorization']);
      request.resume();
      response.writeHead(202).end('{}');
    });
    vi.stubEnv('HTTP_PROXY', `http://u%40:p%40@127.0.0.1:${proxy}`);
    expect(await clientOf('http://opsgenie.test:8080/base').send(create('a'))).toMatchObject({ status: 202 });
    expect(seen).toEqual([
      'http://opsgenie.test:8080/base/v2/alerts',
      'opsgenie.test:8080',
      `Basic ${Buffer.from('u@:p@').toString('base64')}`,
    ]);
  });

  it.each([
    [
      '403 Forbidden',
      '<html>Blocked by policy</html>',
      /refuses the connection to opsgenie\.test:443 with 403 Forbidden: allow/,
    ],
    ['403 Forbidden', '', /the proxy 127\.0\.0\.1:\d+ \(HTTPS_PROXY\) refuses .* with 403 Forbidden/],
    ['407 Proxy Authentication Required', '<html>', /with 407 .*: check the user and the password in HTTPS_PROXY/],
    ['502 Bad Gateway', '<html>', /the proxy .* refuses .* with 502 Bad Gateway/],
    ['302 Found\r\nlocation: http://login.example', '', /the proxy .* refuses .* with 302 Found/],
    ['401 Unauthorized', '{"message":"Could not authenticate"}', /the proxy .* refuses .* with 401/],
    ['202 Accepted', '', /cannot be used|socket|TLS|does not open/],
  ])('that answers CONNECT with %s, no answer of the platform is seen', async (head, body, words) => {
    const proxy = await proxyThat(refuses(head, body));
    vi.stubEnv('HTTPS_PROXY', `http://user:t0ps3cret@127.0.0.1:${proxy}`);
    const attempt = await clientOf('https://opsgenie.test', 1_000).send(create('a'));
    expect(attempt).toMatchObject({ kind: 'unreachable', reason: expect.stringMatching(words) as unknown });
    expect(JSON.stringify(attempt)).not.toContain('t0ps3cret');
  });

  it.each<[string, OnConnect]>([
    ['says nothing', () => undefined],
    ['sends headers that never end', (_, socket) => void socket.write(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(4_000)}`)],
    ['sends unlimited headers', (_, socket) => void socket.write(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(4_000_000)}`)],
    ['breaks off', (_, socket) => void socket.destroy()],
    ['is not a proxy', (_, socket) => void socket.end('220 mail.example ESMTP\r\n')],
  ])('that %s, the attempt ends in its time, names the proxy and leaves no connection', async (_, onConnect) => {
    const proxy = await proxyThat(onConnect);
    vi.stubEnv('HTTPS_PROXY', `127.0.0.1:${proxy}`);
    const attempt = await clientOf('https://opsgenie.test', 300).send(create('a'));
    expect(attempt).toMatchObject({
      kind: 'unreachable',
      reason: expect.stringContaining(`the proxy 127.0.0.1:${proxy}`) as unknown,
    });
    await vi.waitFor(() => expect([...sockets].every((socket) => socket.destroyed || socket.readableEnded)).toBe(true));
  });

  it('over TLS, its certificate is checked for its own name', async () => {
    globalAgent.options.ca = TLS_IDENTITY.cert;
    const asked: unknown[] = [];
    const server = createSecureServer(TLS_IDENTITY);
    server.on('connect', (request: IncomingMessage, socket: Duplex) => {
      asked.push(request.url);
      socket.on('error', () => undefined).end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    vi.stubEnv('HTTPS_PROXY', `https://127.0.0.1:${await listen(server)}`);
    const attempt = await clientOf('https://api.example.com').send(create('a'));
    expect(attempt).toMatchObject({ reason: expect.stringContaining('with 502 Bad Gateway') as unknown });
    expect(asked).toEqual(['api.example.com:443']);
  });

  it('that is unreachable, the reason names it', async () => {
    vi.stubEnv('HTTPS_PROXY', 'http://user:t0ps3cret@127.0.0.1:1');
    expect(await clientOf('https://opsgenie.test').send(create('a'))).toEqual({
      kind: 'unreachable',
      reason: 'the proxy 127.0.0.1:1 (HTTPS_PROXY) cannot be used: connect ECONNREFUSED 127.0.0.1:1',
    });
  });

  it.each([
    [
      'socks5://user:t0ps3cret@127.0.0.1:1080',
      /HTTPS_PROXY names a proxy of the type socks5:\/\/, which is not supported/,
    ],
    ['http://user:t0ps3cret#x@proxy:3128', /HTTPS_PROXY is not a valid address/],
    ['http://', /HTTPS_PROXY is not a valid address/],
  ])('whose address is %s, the reason says so without the password', async (value, words) => {
    vi.stubEnv('HTTPS_PROXY', value);
    const attempt = await clientOf('https://opsgenie.test').send(create('a'));
    expect(attempt).toMatchObject({ kind: 'unreachable', reason: expect.stringMatching(words) as unknown });
    expect(JSON.stringify(attempt)).not.toContain('t0ps3cret');
  });
});

describe('The proxy for a URL', () => {
  it.each([
    ['*', true],
    ['api.opsgenie.com', true],
    ['API.opsgenie.com', true],
    ['opsgenie.com', true],
    ['.opsgenie.com', true],
    ['*.opsgenie.com', true],
    ['localhost, 10.0.0.0/8 api.opsgenie.com:443', true],
    ['api.opsgenie.com:8443', false],
    ['genie.com', false],
    ['api', false],
    [' , ', false],
    ['.', false],
    ['10.0.0.0/8,300.1.1.1/99,x/y', false],
  ])('is passed by with NO_PROXY=%s: %s', (list, passedBy) => {
    const environment = { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: list };
    expect(proxyFor(new URL('https://api.opsgenie.com/v2/alerts'), environment) === undefined).toBe(passedBy);
  });

  it.each([
    ['http://127.0.0.1:3000', 'localhost', true],
    ['http://localhost:3000', '127.0.0.1', true],
    ['http://[::1]:3000', '::1', true],
    ['http://[::1]:3000', '[::1]:3000', true],
    ['http://[::1]:3000', '[::1]:3001', false],
    ['http://10.20.30.40', '10.0.0.0/8', true],
    ['http://[fd00::1]', 'fd00::/8', true],
    ['http://11.20.30.40', '10.0.0.0/8', false],
    ['http://opsgenie.test.', 'opsgenie.test', true],
  ])('is passed by for %s with NO_PROXY=%s: %s', (target, list, passedBy) => {
    expect(proxyFor(new URL(target), { http_proxy: 'proxy:3128', no_proxy: list }) === undefined).toBe(passedBy);
  });

  it('is that of its scheme, lower case first, and an empty variable means none', () => {
    const hosts = (environment: Record<string, string>) => proxyFor(new URL('https://host'), environment)?.hostname;
    expect(hosts({ HTTP_PROXY: 'a' })).toBe(undefined);
    expect(hosts({ HTTPS_PROXY: 'a', https_proxy: 'b' })).toBe('b');
    expect(hosts({ HTTPS_PROXY: ' ', ALL_PROXY: 'c' })).toBe('c');
    expect(hosts({ HTTPS_PROXY: 'http://[fd00::1]:3128' })).toBe('fd00::1');
    expect(proxyFor(new URL('https://host'), { HTTPS_PROXY: 'http://50%off:50%25@p' })).toMatchObject({
      port: 80,
      credentials: { username: '50%off', password: '50%' },
    });
  });
});
