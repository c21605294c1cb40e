import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { HttpPlatform } from '../../../../src/platforms/http/http-platform.js';
import { opsgenieAt } from '../opsgenie-platform.js';
import { type Clock, systemClock } from '../../../../src/time/clock.js';
import { API_KEY, close, create } from '../../delivery/delivery-bench.js';
import { containing, having } from '../../delivery/expectations.js';

/** A hundred megabytes, compressed to a hundred kilobytes. */
const BOMB = gzipSync(Buffer.alloc(1e8));

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endings.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function clientOf(baseUrl: string, attemptTimeout = 5_000, clock: Clock = systemClock): HttpPlatform {
  return opsgenieAt(baseUrl, { clock, apiKey: `${API_KEY}\n`, attemptTimeout });
}

describe('One attempt over HTTP', () => {
  it('posts JSON with the key in a header, to a path below the base URL', async () => {
    const seen: unknown[] = [];
    const url = await serve((request, response) => {
      request.setEncoding('utf8').on('data', (body: string) => {
        seen.push(request.method, request.url, request.headers.authorization, request.headers['content-type'], body);
        response.writeHead(202, { 'x-request-id': 'r1' }).end('{"requestId":"r2"}');
      });
    });
    const attempt = await clientOf(`${url}/jsm/ops/integration/`).send(close('a/b'));
    expect(seen).toEqual([
      'POST',
      '/jsm/ops/integration/v2/alerts/a%2Fb/close?identifierType=alias',
      `GenieKey ${API_KEY}`,
      'application/json',
      '{"note":"Over"}',
    ]);
    expect(attempt).toEqual({
      kind: 'answered',
      status: 202,
      headers: having({ 'x-request-id': 'r1' }),
      body: '{"requestId":"r2"}',
    });
  });

  it.each<[string, RequestListener]>([
    [
      'breaks off',
      (_, response) => void response.writeHead(202, { 'content-length': '99' }).write('{', () => response.destroy()),
    ],
    ['never ends', (_, response) => void response.writeHead(202).write('{')],
    ['is not gzip', (_, response) => void response.writeHead(202, { 'content-encoding': 'gzip' }).end('no gzip')],
    ['unpacks to 100 MB', (_, response) => void response.writeHead(202, { 'content-encoding': 'gzip' }).end(BOMB)],
  ])('counts a 202 as accepted when its body %s', async (_, listener) => {
    const attempt = await clientOf(await serve(listener), 500).send(create('a'));
    expect(attempt).toMatchObject({ kind: 'answered', status: 202 });
    expect(attempt.kind === 'answered' && attempt.body.length).toBeLessThanOrEqual(65_536);
  });

  it('does not follow a redirect, which would send the key elsewhere', async () => {
    const visited: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      visited.push(request.url);
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    expect(await clientOf(url).send(create('a'))).toMatchObject({ status: 307 });
    expect(visited).toEqual(['/v2/alerts']);
  });

  it('gives up on a silent server after the timeout', async () => {
    const url = await serve(() => undefined);
    expect(await clientOf(url, 100).send(create('a'))).toEqual({
      kind: 'unreachable',
      reason: 'no answer within 100 ms',
    });
  });

  it('explains why there was no response', async () => {
    const url = await serve(() => undefined);
    await endings.pop()?.();
    expect(await clientOf(url).send(create('a'))).toMatchObject({
      kind: 'unreachable',
      reason: containing('ECONNREFUSED'),
    });
    expect(await clientOf('no address').send(create('a'))).toMatchObject({ kind: 'unreachable' });
  });

  it('never shows the key, not even when a proxy sends it back', async () => {
    const url = await serve((request, response) =>
      response.writeHead(502).end(`<p>${request.headers.authorization}</p>`),
    );
    const client = clientOf(url);
    const shown = [
      await client.send(create('a')),
      await clientOf('http://127.0.0.1:1').send(create('a')),
      await client.confirm('r', 'create'),
      client,
    ].map((value) => `${inspect(value, { depth: 9, showHidden: true })} ${JSON.stringify(value)}`);
    expect(shown.join()).toContain('[api key]');
    expect(shown.join()).not.toContain(API_KEY);
  });
});
