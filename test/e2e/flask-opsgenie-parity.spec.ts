import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

import { Controller, Get, HttpException, Inject, Injectable, Module, Param, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { describe, expect, it, onTestFinished } from 'vitest';

import {
  AlertOnException,
  AlertOnLatency,
  AlertOnStatus,
  onException,
  onLatency,
  onStatus,
  OpsgenieModule,
  OpsgenieService,
  SkipAlerts,
  type CreateAlertPayload,
  type OpsgenieModuleOptions,
  type OpsgenieOptionsFactory,
} from '../../src/index.js';
import { adapters, optionsFor, start, startSandbox, type RunningApplication } from './application.js';

class CardDeclined extends Error {}

@Controller()
class ShopController {
  constructor(@Inject(OpsgenieService) private readonly opsgenie: OpsgenieService) {}

  @Get('answer/:status')
  answer(@Param('status') status: string): void {
    if (status !== '200') throw new HttpException('answered on purpose', Number(status));
  }

  @Get('throw/:id')
  throw(): never {
    throw new CardDeclined('the card was declined');
  }

  @Get('slow')
  async slow(): Promise<void> {
    await sleep(60);
  }

  @Post('caught')
  caught(): void {
    try {
      this.throw();
    } catch (error) {
      this.opsgenie.raiseException(error, { entity: 'checkout', priority: 'P2', details: { order: 17 } });
    }
  }

  @Post('background')
  background(): void {
    this.opsgenie.watch('send-mail', () => Promise.reject(new CardDeclined('later'))).catch(() => undefined);
  }
}

/** All creates that the platform received, once no more can follow. */
async function createPayloads(app: RunningApplication): Promise<CreateAlertPayload[]> {
  await app.receivedAlerts();
  return app.creates.map(({ body }) => body as CreateAlertPayload);
}

describe.each(adapters)('what flask-opsgenie does, on $name', (adapter) => {
  const shop = (opsgenie: Partial<OpsgenieModuleOptions> = {}): Promise<RunningApplication> =>
    start(adapter, { controllers: [ShopController], opsgenie });

  /** The alert about one request, with the options given. */
  async function alertAbout(line: string, opsgenie: Partial<OpsgenieModuleOptions> = {}): Promise<CreateAlertPayload> {
    const app = await shop(opsgenie);
    await app.request(line);
    const [alert, ...others] = await createPayloads(app);
    expect(others).toEqual([]);
    if (alert === undefined) throw new Error(`No alert about ${line}.`);
    return alert;
  }

  it('row 1: ALERT_STATUS_CODES: certain statuses of any route raise an alert, others none', async () => {
    const app = await shop({ rules: [onStatus([500, 503])] });
    for (const status of [200, 404, 500, 502, 503]) await app.request(`GET /answer/${status}`);
    // One alert for both, for one rule found both on one route.
    expect(await app.receivedAlerts()).toMatchObject([{ alias: 'status:GET /answer/:status:500,503', status: '500' }]);
  });

  it.each(['5XX', '5xx'] as const)(
    'row 2: ALERT_STATUS_CLASSES: %s matches all statuses of the class',
    async (match) => {
      const app = await shop({ rules: [onStatus(match)] });
      for (const status of [200, 400, 599]) await app.request(`GET /answer/${status}`);
      expect(await app.receivedAlerts()).toMatchObject([{ alias: 'status:GET /answer/:status:5XX', status: '599' }]);
    },
  );

  it('row 3: codes before classes: 501 beside 5XX is one alert', async () => {
    const app = await shop({ rules: [onStatus('5XX'), onStatus(501)] });
    await app.request('GET /answer/501');
    expect(await app.receivedAlerts()).toMatchObject([
      { alias: 'status:GET /answer/:status:501', alsoMatched: 'status:5XX' },
    ]);
  });

  it('row 4: MONITORED_ENDPOINTS: only handlers with a rule are observed', async () => {
    @Controller()
    class PartlyWatched {
      @Get('watched')
      @AlertOnStatus('5XX')
      watched(): void {
        throw new HttpException('x', 503);
      }

      @Get('unwatched')
      unwatched(): void {
        throw new HttpException('x', 503);
      }
    }
    const app = await start(adapter, { controllers: [PartlyWatched], opsgenie: { rules: [] } });
    await app.request('GET /unwatched');
    await app.request('GET /watched');
    expect(await app.receivedAlerts()).toMatchObject([{ alias: 'status:GET /watched:5XX' }]);
  });

  it('row 5: IGNORED_ENDPOINTS: skipped handlers raise nothing', async () => {
    @Controller()
    class PartlyIgnored {
      @Get('ignored')
      @SkipAlerts()
      ignored(): void {
        throw new HttpException('x', 503);
      }

      @Get('watched')
      watched(): void {
        throw new HttpException('x', 503);
      }
    }
    const app = await start(adapter, { controllers: [PartlyIgnored], opsgenie: { rules: [onStatus('5XX')] } });
    await app.request('GET /ignored');
    await app.request('GET /watched');
    expect(await app.receivedAlerts()).toMatchObject([{ alias: 'status:GET /watched:5XX' }]);
  });

  it('row 6: THRESHOLD_RESPONSE_TIME: a slow route raises an alert, for one handler or for all', async () => {
    @Controller()
    class Slow {
      @Get('listed')
      @AlertOnLatency(20.5)
      async listed(): Promise<void> {
        await sleep(60);
      }

      @Get('unlisted')
      async unlisted(): Promise<void> {
        await sleep(60);
      }
    }
    const app = await start(adapter, { controllers: [Slow], opsgenie: { rules: [] } });
    await app.request('GET /unlisted');
    await app.request('GET /listed');
    expect(await app.receivedAlerts()).toMatchObject([{ alias: 'latency:GET /listed:20.5ms' }]);

    const alert = await alertAbout('GET /slow', { rules: [onLatency(20)] });
    expect(alert.message).toMatch(/^\[test\] shop: GET \/slow took [\d.]+ ms \(limit 20 ms\)$/);
    expect(Number(alert.details?.['durationMs'])).toBeGreaterThan(20);
  });

  it('row 7: an exception of a route: text and stack are reported, without code in the application', async () => {
    const alert = await alertAbout('GET /throw/7', { rules: [onException()] });
    expect(alert.message).toBe('[test] shop: "the card was declined" in GET /throw/:id (CardDeclined)');
    expect(alert.description).toContain('CardDeclined: the card was declined');
    expect(alert.description).toContain('flask-opsgenie-parity.spec.ts');

    @Controller()
    class Decorated {
      @Get('pay')
      @AlertOnException()
      pay(): never {
        throw new CardDeclined('x');
      }
    }
    const app = await start(adapter, { controllers: [Decorated], opsgenie: { rules: [] } });
    expect((await app.request('GET /pay')).status).toBe(500);
    expect(await app.receivedAlerts()).toMatchObject([{ alias: 'exception:GET /pay:CardDeclined' }]);
  });

  it('row 8: raise_exception_alert(MANUAL): a handled exception is reported, and the request succeeds', async () => {
    const app = await shop();
    expect((await app.request('POST /caught')).status).toBe(201);
    app.opsgenie.raise({ message: 'The stock feed is late' });
    const [caught, plain] = await createPayloads(app);
    expect(caught).toMatchObject({
      message: expect.stringContaining('"the card was declined" (CardDeclined)'),
      entity: 'checkout',
      priority: 'P2',
    });
    expect(plain).toMatchObject({ message: 'The stock feed is late [shop, test]', priority: 'P4' });
  });

  it('row 9: gevent_exception_callback: background work that fails outside the request is reported', async () => {
    const app = await shop();
    expect((await app.request('POST /background')).status).toBe(201);
    expect(await app.receivedAlerts()).toMatchObject([{ alias: 'exception:task:send-mail:CardDeclined' }]);
  });

  it('row 10: OPSGENIE_TOKEN: every request contains the key', async () => {
    const apiKey = '0a1b2c3d-93b4-4c7d-8e5f-6f8e2a10cafe';
    const app = await shop({ apiKey });
    await app.request('GET /answer/500');
    await createPayloads(app);
    expect(app.creates.map(({ headers }) => headers.authorization)).toEqual([`GenieKey ${apiKey}`]);
  });

  it('row 11: OPSGENIE_API_BASE: another base URL is used, including its path', async () => {
    const sandbox = await startSandbox();
    const app = await shop({ platform: 'jsm', baseUrl: `${sandbox.url}/jsm/ops/integration` });
    await app.opsgenie.raise({ message: 'hello' }).delivered;
    expect(sandbox.requests.map(({ path }) => path)).toEqual(['/jsm/ops/integration/v2/alerts']);
  });

  it('row 12: ALERT_TAGS: every alert has the tags; nest-alert by default', async () => {
    expect((await alertAbout('GET /answer/500')).tags).toEqual(['nest-alert', 'shop', 'test', 'exception']);
    expect((await alertAbout('GET /answer/500', { defaults: { tags: ['orders', 'eu'] } })).tags).toEqual([
      'orders',
      'eu',
      'shop',
      'test',
      'exception',
    ]);
  });

  it('row 13: ALERT_DETAILS: details are added over the built-in ones', async () => {
    const { details } = await alertAbout('GET /answer/500', {
      defaults: { details: { team: 'orders', operation: 'mine' } },
    });
    expect(details).toMatchObject({ team: 'orders', operation: 'mine', request: 'GET /answer/500', status: '500' });
  });

  it('row 14: built-in details: operation, host and result, without query values', async () => {
    const { details } = await alertAbout('GET /throw/7?token=hunter2', { version: '1.2.3' });
    expect(details).toMatchObject({
      service: 'shop',
      environment: 'test',
      version: '1.2.3',
      host: hostname(),
      operation: 'GET /throw/:id',
      handler: 'ShopController.throw',
      request: 'GET /throw/7',
      status: '500',
      exception: expect.stringContaining('CardDeclined: the card was declined'),
    });
    expect(JSON.stringify(details)).not.toContain('hunter2');
  });

  it('row 15: SERVICE_ID: nest-service-<host> by default, with a warning', async () => {
    const warnings: unknown[] = [];
    const quiet = (): void => undefined;
    const logger = { log: quiet, error: quiet, warn: (message: unknown) => void warnings.push(message) };
    const alert = await alertAbout('GET /answer/500', { service: undefined, logger });
    expect(alert.details?.['service']).toBe(`nest-service-${hostname()}`);
    expect(alert.alias).toMatch(new RegExp(`^nest-service-${hostname()}:test:`));
    expect(warnings).toEqual([expect.stringContaining("'service' is not set")]);
  });

  it('row 16: ALERT_ALIAS: the alias if the rule has none', async () => {
    expect((await alertAbout('GET /answer/500', { defaults: { alias: 'shop-trouble' } })).alias).toBe('shop-trouble');
  });

  it.each([
    ['ALERT_STATUS_ALIAS', 'GET /answer/503', onStatus(503, { alias: 'a status' }), 'a status'],
    ['ALERT_LATENCY_ALIAS', 'GET /slow', onLatency(20, { alias: 'a latency' }), 'a latency'],
    ['ALERT_EXCEPTION_ALIAS', 'GET /throw/7', onException({ alias: 'an exception' }), 'an exception'],
    ['no alias of the kind', 'GET /answer/502', onStatus(502), 'shop-trouble'],
  ])('row 17: %s: the alias of the rule, unchanged, or the common one', async (_name, line, rule, alias) => {
    const opsgenie = { defaults: { alias: 'shop-trouble' }, rules: [rule] };
    expect((await alertAbout(line, opsgenie)).alias).toBe(alias);
  });

  it('row 18: generated aliases: service, environment, kind, operation and discriminator, the same for every path', async () => {
    const app = await shop({ rules: [onException(), onStatus('4XX'), onLatency(20)] });
    for (const line of ['GET /throw/7', 'GET /throw/8', 'GET /answer/400', 'GET /slow', 'GET /none/9'])
      await app.request(line);
    const aliases = (await createPayloads(app)).map(({ alias }) => alias);
    expect(aliases).toEqual([
      'shop:test:exception:GET /throw/:id:CardDeclined',
      'shop:test:status:GET /answer/:status:4XX',
      'shop:test:latency:GET /slow:20ms',
      'shop:test:status:404:*:4XX',
    ]);
  });

  it('row 19: ALERT_PRIORITY: P4 by default', async () => {
    expect((await alertAbout('GET /answer/500')).priority).toBe('P4');
    expect((await alertAbout('GET /answer/500', { defaults: { priority: 'P1' } })).priority).toBe('P1');
  });

  it('row 20: alert_priority: a rule or a call has its own priority', async () => {
    const defaults = { priority: 'P5' } as const;
    const rules = [onStatus('5XX', { priority: 'P2' })];
    expect((await alertAbout('GET /answer/500', { defaults, rules })).priority).toBe('P2');
    const app = await shop({ defaults });
    app.opsgenie.raise({ message: 'hello', priority: 'P1' });
    expect(await createPayloads(app)).toMatchObject([{ priority: 'P1' }]);
  });

  it('row 21: FORWARDED_HEADER_KEYS: these headers are added to the details; absent ones are omitted', async () => {
    const app = await shop({ forwardHeaders: ['X-Tenant', 'X-Absent'] });
    await app.request('GET /answer/500', { headers: { 'x-tenant': 'acme', 'x-other': 'other', cookie: 'sid=1' } });
    const [alert] = await createPayloads(app);
    expect(alert?.details).toMatchObject({ 'X-Tenant': 'acme' });
    expect(JSON.stringify(alert)).not.toMatch(/X-Absent|x-other|sid=1/);
  });

  it('row 22: RESPONDER: these are paged, or those that the rule names', async () => {
    const responders = [{ type: 'team', name: 'orders' }] as const;
    const others = [{ type: 'user', username: 'anna@shop.example' }] as const;
    expect((await alertAbout('GET /answer/500', { defaults: { responders } })).responders).toEqual(responders);
    const rules = [onStatus('5XX', { responders: others })];
    expect((await alertAbout('GET /answer/500', { defaults: { responders }, rules })).responders).toEqual(others);
  });

  it('row 23: extra_props: more details for one rule, one call, or every alert', async () => {
    const app = await shop({
      rules: [onStatus('5XX', { details: { owner: 'orders', tier: 1 } })],
      enrich: ({ operation }) => ({ enriched: operation }),
    });
    await app.request('GET /answer/500');
    await app.request('POST /caught');
    const [ofRule, ofCall] = await createPayloads(app);
    expect(ofRule?.details).toMatchObject({ owner: 'orders', tier: '1', enriched: 'GET /answer/:status' });
    expect(ofCall?.details).toMatchObject({ order: '17', enriched: 'checkout' });
  });

  it('row 24: NO_TRACEBACK: the stack stays out of the description', async () => {
    const { description } = await alertAbout('GET /throw/7', { includeStack: false, rules: [onException()] });
    expect(description).toContain('CardDeclined: the card was declined');
    expect(description).not.toContain('flask-opsgenie-parity.spec.ts');
  });

  it('row 25: ENVTYPE: the environment is part of the alias', async () => {
    expect((await alertAbout('GET /throw/7', { environment: 'staging' })).alias).toBe(
      'shop:staging:exception:GET /throw/:id:CardDeclined',
    );
  });

  it('row 26: config as an object, a file or init_app: options come from a factory, a class or a provider', async () => {
    const sandbox = await startSandbox();
    @Injectable()
    class Settings implements OpsgenieOptionsFactory {
      createOpsgenieOptions = (): OpsgenieModuleOptions => optionsFor(sandbox);
    }
    @Module({ providers: [Settings], exports: [Settings] })
    class SettingsModule {}
    const ways = [
      { useFactory: () => optionsFor(sandbox) },
      { useClass: Settings },
      { imports: [SettingsModule], useExisting: Settings },
    ];
    for (const way of ways) {
      sandbox.reset();
      const imports = [OpsgenieModule.forRootAsync(way)];
      const app = await start(adapter, { controllers: [ShopController], imports, opsgenie: 'absent' });
      await app.request('GET /answer/500');
      expect(await sandbox.waitForAlert({ status: 'open' })).toMatchObject({ source: 'shop' });
    }
  });
});

it('row 27: works outside a request context: in an application without HTTP, too', async () => {
  const sandbox = await startSandbox();
  class Worker {}
  Module({ imports: [OpsgenieModule.forRoot(optionsFor(sandbox))] })(Worker);
  const app = await NestFactory.createApplicationContext(Worker, { logger: false, abortOnError: false });
  onTestFinished(() => app.close());
  expect(await app.get(OpsgenieService).raise({ message: 'hello' }).delivered).toMatchObject({ ok: true });
  expect(sandbox.alerts).toMatchObject([{ message: 'hello [shop, test]', details: { service: 'shop' } }]);
  expect(sandbox.alerts[0]?.details).not.toHaveProperty('request');
});
