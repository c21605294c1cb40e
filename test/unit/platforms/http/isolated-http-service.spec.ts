import { HttpService } from '@nestjs/axios';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import axios, { Axios, AxiosError, type AxiosAdapter } from 'axios';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { opsgenieAt } from '../opsgenie-platform.js';
import { IsolatedHttpService } from '../../../../src/platforms/http/isolated-http-service.js';
import { API_KEY, create } from '../../delivery/delivery-bench.js';

const PRISTINE = { ...axios.defaults, headers: structuredClone({ ...axios.defaults.headers }) };

interface Seen {
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: Server;
let seen: Seen[];

beforeEach(async () => {
  seen = [];
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      seen.push({ url: request.url, headers: request.headers, body });
      response.writeHead(202).end('{"requestId":"r"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  vi.restoreAllMocks();
  for (const key of Object.keys(axios.defaults)) Reflect.deleteProperty(axios.defaults, key);
  Object.assign(axios.defaults, { ...PRISTINE, headers: structuredClone(PRISTINE.headers) });
  axios.interceptors.request.clear();
  for (const name of ['params', 'auth', 'baseURL', 'proxy', 'adapter', 'httpsAgent']) {
    Reflect.deleteProperty(Object.prototype, name);
  }
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
});

const FOREIGN = 'of-the-application';
const refuse: AxiosAdapter = () => Promise.reject(new AxiosError('an adapter of the application'));
const fail = (): never => {
  throw new Error('code of the application');
};

/** Changes that applications and their tests make to the shared axios. */
const CHANGES: readonly (readonly [string, () => unknown])[] = [
  ['auth', () => (axios.defaults.auth = { username: FOREIGN, password: FOREIGN })],
  [
    'common headers',
    () => (axios.defaults.headers.common = { Authorization: FOREIGN, 'X-Token': FOREIGN, 'User-Agent': FOREIGN }),
  ],
  ['headers of posts', () => (axios.defaults.headers.post = { 'Content-Type': FOREIGN, Accept: FOREIGN })],
  ['headers of any kind', () => Object.assign(axios.defaults.headers, { cookie: FOREIGN, host: FOREIGN })],
  [
    'baseURL',
    () => Object.assign(axios.defaults, { baseURL: `http://127.0.0.1:1/${FOREIGN}`, allowAbsoluteUrls: false }),
  ],
  ['params', () => Object.assign(axios.defaults, { params: { key: FOREIGN }, paramsSerializer: () => FOREIGN })],
  ['adapter', () => (axios.defaults.adapter = refuse)],
  ['adapter by name', () => (axios.defaults.adapter = 'fetch')],
  ['transformRequest', () => (axios.defaults.transformRequest = () => FOREIGN)],
  ['transformResponse', () => (axios.defaults.transformResponse = fail)],
  ['validateStatus', () => (axios.defaults.validateStatus = () => false)],
  [
    'proxy',
    () => (axios.defaults.proxy = { host: '127.0.0.1', port: 1, auth: { username: FOREIGN, password: FOREIGN } }),
  ],
  ['socketPath', () => (axios.defaults.socketPath = '/no/such.sock')],
  ['agents', () => Object.assign(axios.defaults, { httpAgent: { addRequest: fail }, transport: { request: fail } })],
  [
    'lookup and beforeRedirect',
    () => Object.assign(axios.defaults, { lookup: fail, beforeRedirect: fail, httpVersion: 2 }),
  ],
  [
    'sizes',
    () => Object.assign(axios.defaults, { maxBodyLength: 1, maxContentLength: 1, maxRate: 1, decompress: false }),
  ],
  ['time', () => Object.assign(axios.defaults, { timeout: 1, signal: AbortSignal.abort() })],
  ['response type', () => Object.assign(axios.defaults, { responseType: 'json', method: 'delete', data: FOREIGN })],
  ['an interceptor', () => axios.interceptors.request.use(fail)],
  ['create()', () => vi.spyOn(axios, 'create').mockImplementation(fail)],
  ['request()', () => vi.spyOn(axios, 'request').mockImplementation(fail)],
  ['post()', () => vi.spyOn(axios, 'post').mockImplementation(fail)],
  ['the prototype', () => vi.spyOn(Axios.prototype, 'request').mockImplementation(fail)],
  ['the service of @nestjs/axios', () => vi.spyOn(HttpService.prototype, 'request').mockImplementation(fail)],
  [
    'Object.prototype',
    () =>
      Object.assign(Object.prototype, {
        params: { k: FOREIGN },
        auth: { username: FOREIGN, password: FOREIGN },
        baseURL: 'http://127.0.0.1:1',
      }),
  ],
];

describe.each([
  ['before the client is made', false],
  ['after its first request', true],
])('What the application does to its axios %s', (_, isLate) => {
  it.each(CHANGES)('does not reach ours: %s', async (__, change) => {
    const http = new IsolatedHttpService();
    if (isLate) await http.ready();
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    change();
    const client = opsgenieAt(baseUrl, { http, apiKey: API_KEY });
    const attempt = await client.send(create('a'));
    expect(attempt).toMatchObject({ kind: 'answered', status: 202, body: '{"requestId":"r"}' });
    expect(seen).toMatchObject([
      {
        url: '/v2/alerts',
        headers: {
          authorization: `GenieKey ${API_KEY}`,
          'content-type': 'application/json',
          accept: 'application/json',
          'user-agent': 'nestjs-opsgenie',
        },
      },
    ]);
    expect(JSON.stringify(seen)).not.toContain(FOREIGN);
    expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({ alias: 'a' });
  });
});
