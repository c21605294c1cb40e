import { stripVTControlCharacters } from 'node:util';

import { Body, Controller, Get, Param, Post, type Type } from '@nestjs/common';
import { describe, expect, it } from 'vitest';

import { onException, onStatus } from '../../../src/index.js';
import { plantedTexts, type LeakyText } from '../../unit/privacy/planted-secrets.js';
import { adapters, start, type Adapter } from '../application.js';
import { expectNothingPlanted, expectSent, Lines, settled, sentText, UNHURRIED } from './witnesses.js';

/** Each error is thrown by a separate route, so that each is a separate incident with an alert. */
const ROUTES = 80;
/** The number of secrets in each request; the texts of more errors would not fit into one description. */
const SECRETS = 14;
/** Rules under which every incident raises an alert. */
const RULES = [onException({ priority: 'P1' }), onStatus('4XX', { priority: 'P1' })];

let thrown: unknown;

function failingController(wildcard: string): Type<object> {
  class FailingController {}
  for (let route = 0; route < ROUTES; route++) {
    const descriptor = {
      value: () => {
        throw thrown;
      },
    };
    Object.defineProperty(FailingController.prototype, `fail${route}`, descriptor);
    Post(`fail/${route}/${wildcard}`)(FailingController.prototype, `fail${route}`, descriptor);
  }
  Controller()(FailingController);
  return FailingController;
}

/** An error as clients of HTTP and of databases throw it. */
function leakyError([own, cause, config, code, ...members]: readonly LeakyText[]): Error {
  const error = (leaky: LeakyText | undefined, more: object = {}): Error =>
    Object.assign(new Error(leaky?.text), more, { stack: `Error: ${leaky?.text}\n    at find (/app/orders.js:7:9)` });
  return Object.assign(
    new AggregateError(
      members.map((member) => error(member)),
      own?.text,
    ),
    {
      cause: error(cause, { cause: error(code) }),
      code: code?.text,
      config: { url: config?.text, headers: { Authorization: config?.text }, data: config?.text },
      response: { data: config?.text },
      stack: `AggregateError: ${own?.text}\n    at ${own?.text.replace(/\s+/g, ' ')} (/app/orders.js:7:9)`,
    },
  );
}

/** A header contains one line of ASCII. */
function headerValue(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/[^\x20-\x7e]/g, ' ')
    .trim();
}

@Controller('orders')
class OrdersController {
  @Post(':id')
  create(@Param('id') id: string, @Body() body: unknown) {
    throw new TypeError(`order ${id} has no price (${typeof body})`);
  }

  @Get()
  list() {
    return [];
  }
}

describe.each(adapters)('on $name, an alert about a request', (adapter: Adapter) => {
  it('contains no secret of its error, the causes, the URL, the headers and the body', async () => {
    const log = new Lines();
    const app = await start(adapter, {
      controllers: [failingController(adapter.name === 'Express' ? '*rest' : '*')],
      opsgenie: {
        rules: RULES,
        forwardHeaders: ['authorization', 'Cookie', 'x-api-key', 'proxy-authorization', 'x-tenant', 'referer'],
        delivery: UNHURRIED,
        logger: log,
      },
    });
    const all = plantedTexts(ROUTES * SECRETS);
    const inErrors: LeakyText[] = [];
    for (let route = 0; route < ROUTES; route++) {
      const [header, query, path, body, ...inError] = all.slice(route * SECRETS, (route + 1) * SECRETS);
      thrown = leakyError(inError);
      inErrors.push(...inError.filter((_, index) => index !== 2));
      const secret = headerValue(header?.text ?? '');
      const address = `${encodeURIComponent(path?.text ?? '')}?q=${encodeURIComponent(query?.text ?? '')}`;
      await app.request(`POST /fail/${route}/${address}`, {
        body: JSON.stringify({ text: body?.text }),
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${secret}`,
          'proxy-authorization': `Basic ${secret}`,
          cookie: `sid=${secret}; theme=${secret}`,
          'x-api-key': secret,
          'x-tenant': secret,
          'x-request-id': 'eyJhunterhunter.hunter.hunter',
          'x-custom': 'hunter',
          referer: 'https://bob:hunterhunter@shop.example.com/?access_token=hunter',
        },
      });
    }
    await settled(app);
    expect(app.creates).toHaveLength(ROUTES);
    const sent = sentText(app.sandbox);
    expectNothingPlanted(sent + log.text, all);
    expectSent(sent, inErrors);
  }, 60_000);

  it('contains nothing of its body, its query, its cookies, its other headers, and the address of its client', async () => {
    const app = await start(adapter, { controllers: [OrdersController], opsgenie: { rules: RULES } });
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'private-agent',
      cookie: 'theme=private-theme',
      'accept-language': 'private-language',
      'x-forwarded-for': '203.0.113.77',
      'x-real-ip': '203.0.113.77',
      forwarded: 'for=203.0.113.77',
      referer: 'http://private-referer.example/',
    };
    await app.request('POST /orders/7?page=private-page', { headers, body: '{"name":"private-name"}' });
    await app.request('GET /unknown?page=private-page', { headers });
    await app.request('POST /orders/7?page=private-page', { headers, body: '{"name":private-name}' });
    await settled(app);
    expect(app.creates.map(({ status }) => status)).toEqual([202, 202, 202]);
    const sent = sentText(app.sandbox);
    expect(sent).not.toMatch(/private|203\.0\.113|127\.0\.0\.1|::1|page=/);
    expect(app.creates.map(({ body }) => (body as { details: object }).details)).toMatchObject([
      { request: 'POST /orders/7', exception: 'TypeError: order 7 has no price (object)' },
      { request: 'GET /unknown', status: '404' },
      { request: 'POST /orders/7', status: '400' },
    ]);
  });

  it('contains a configured header without its secrets, or hides all of it if its name is secret', async () => {
    const app = await start(adapter, {
      controllers: [OrdersController],
      opsgenie: {
        rules: RULES,
        forwardHeaders: ['X-Tenant', 'Authorization', 'cookie', 'X-Api-Key', 'x-note', 'referer', 'x-absent'],
      },
    });
    await app.request('POST /orders/7', {
      headers: {
        'x-tenant': 'acme',
        authorization: 'anything',
        cookie: 'a=b',
        'x-api-key': 'anything',
        'x-note': 'call bob@example.com with Bearer abcdef123456, priority=high',
        referer: 'https://bob:pw@shop.example.com/orders',
      },
    });
    await settled(app);
    expect(app.creates[0]?.body).toMatchObject({
      details: {
        'X-Tenant': 'acme',
        Authorization: '[redacted]',
        cookie: '[redacted]',
        'X-Api-Key': '[redacted]',
        'x-note': 'call [redacted] with Bearer [redacted], priority=high',
        referer: 'https://[redacted]@shop.example.com/orders',
      },
    });
    expect(app.creates[0]?.text).not.toContain('x-absent');
  });
});
