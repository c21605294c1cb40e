import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect, types } from 'node:util';

import { Injectable, Module, type DynamicModule, type INestApplicationContext } from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import { describe, expect, it, onTestFinished } from 'vitest';

import * as library from '../../../src/index.js';
import { OpsgenieModule, OpsgenieService, type OpsgenieModuleOptions } from '../../../src/index.js';
import { filesIn, Lines, temporaryDirectory } from './witnesses.js';

const KEY = '5ec7e7a9-1b2c-4d3e-8f90-a1b2c3d4e5f6';
/** The key unchanged, in another case, encoded as on the wire or in a URL, and its longer parts. */
const TRACES = [KEY, KEY.slice(0, 18), KEY.slice(-12), btoa(KEY), btoa(`:${KEY}`), encodeURIComponent(`"${KEY}"`)];

function expectNoKey(said: string): void {
  for (const trace of TRACES) expect(said.toLowerCase()).not.toContain(trace.toLowerCase());
}

/** All that a crash report or a careless log line would show of something. */
function dumpOf(thing: unknown): string {
  return [inspect(thing, { depth: Infinity, showHidden: true }), JSON.stringify(thing), String(thing)].join('\n');
}

/** Every text that can be reached from something by properties, hidden ones and symbols included; an inspection of all of Nest would take minutes. */
function textsWithin(root: unknown): string {
  const texts: string[] = [];
  const seen = new Set<unknown>();
  const waiting = [root];
  while (waiting.length > 0) {
    const thing = waiting.pop();
    if (typeof thing === 'string') texts.push(thing);
    if ((typeof thing !== 'object' && typeof thing !== 'function') || thing === null || seen.has(thing)) continue;
    seen.add(thing);
    if (types.isMap(thing)) waiting.push(...thing.keys(), ...thing.values());
    if (types.isSet(thing)) waiting.push(...thing);
    if (ArrayBuffer.isView(thing)) continue;
    for (const key of Reflect.ownKeys(thing)) {
      waiting.push(key);
      const descriptor = Reflect.getOwnPropertyDescriptor(thing, key);
      waiting.push(descriptor?.value, descriptor?.get, descriptor?.set);
    }
  }
  return texts.join('\n');
}

async function contextOf(imported: DynamicModule): Promise<INestApplicationContext> {
  class AppModule {}
  Module({ imports: [imported] })(AppModule);
  const app = await NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
  onTestFinished(() => app.close());
  return app;
}

const options: OpsgenieModuleOptions = {
  apiKey: KEY,
  baseUrl: 'http://127.0.0.1:9',
  enabled: true,
  service: 'shop',
  environment: 'test',
  rules: [],
  logger: false,
  delivery: { flushTimeout: 100 },
};

@Injectable()
class Options {
  createOpsgenieOptions(): OpsgenieModuleOptions {
    return options;
  }
}

describe('the API key', () => {
  it.each<[string, () => DynamicModule]>([
    ['forRoot', () => OpsgenieModule.forRoot(options)],
    ['useFactory', () => OpsgenieModule.forRootAsync({ useFactory: () => options })],
    ['an async useFactory', () => OpsgenieModule.forRootAsync({ useFactory: () => Promise.resolve(options) })],
    ['useClass', () => OpsgenieModule.forRootAsync({ useClass: Options })],
  ])('is in nothing that an application holds, configured by %s', async (_, configure) => {
    const [argv, environment] = [[...process.argv], { ...process.env }];
    const imported = configure();
    expectNoKey(dumpOf(imported));
    const app = await contextOf(imported);
    const opsgenie = app.get(OpsgenieService);
    const receipt = opsgenie.raise({ message: 'disk full' });
    for (const thing of [opsgenie, opsgenie.stats(), opsgenie.active(), opsgenie.explain(Options), receipt])
      expectNoKey(dumpOf(thing));
    const modules = [...app.get(ModulesContainer).values()];
    const provided = modules.flatMap(({ providers }) =>
      [...providers.values()].map((wrapper): unknown => wrapper.instance),
    );
    const reachable = textsWithin([app, modules, provided, imported, receipt]);
    expect(reachable).toContain('OpsgeniePipeline');
    expectNoKey(reachable);
    expect(process.argv).toEqual(argv);
    expect(process.env).toEqual(environment);
  });

  it('is in nothing that the library exports', async () => {
    await contextOf(OpsgenieModule.forRoot(options));
    for (const exported of Object.values(library)) expectNoKey(dumpOf(exported));
  });

  it.each<[string, object]>([
    ['with another problem', { ...options, platform: 'mars' }],
    ['with a typing error', { ...options, apiKey: `${KEY}0` }],
    ['with a quote around it', { ...options, apiKey: `"${KEY}"` }],
    ['in a list', { ...options, apiKey: [KEY] }],
    ['as another option', { ...options, platform: KEY }],
    ['as the address', { ...options, baseUrl: `https://${KEY}@api.opsgenie.com` }],
    ['under another name', { ...options, apiKey: undefined, apikey: KEY }],
    ['as a name', { ...options, [KEY]: true }],
    ['in the delivery', { ...options, delivery: { perMinute: KEY } }],
    ['in a responder', { ...options, defaults: { responders: [{ type: KEY }] } }],
  ])('is not in the error at boot, given %s', async (_, given) => {
    const error: unknown = await contextOf(OpsgenieModule.forRoot(given as OpsgenieModuleOptions)).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(library.OpsgenieConfigurationError);
    expectNoKey(dumpOf(error) + (error as Error).message + (error as Error).stack);
  });

  it.each<[string, (url: string) => string]>([
    ['is echoed by an error page', (url) => url],
    ['is refused by a closed port', () => 'http://127.0.0.1:9'],
    ['uses an unknown host', () => 'http://unknown.invalid'],
    ['is redirected', (url) => `${url}/redirect`],
    ['is answered too late', (url) => `${url}/late`],
    ['is answered by a broken connection', (url) => `${url}/broken`],
  ])('is not in receipts, the log, the journal or the drop handler when the request %s', async (_, address) => {
    const log = new Lines();
    const dropped: unknown[] = [];
    const directory = temporaryDirectory();
    const app = await contextOf(
      OpsgenieModule.forRoot({
        ...options,
        baseUrl: address(await echo()),
        logger: log,
        delivery: {
          attemptTimeout: 200,
          flushTimeout: 400,
          onDropped: (...args) => dropped.push(args),
          journal: { directory },
        },
      }),
    );
    const receipt = app
      .get(OpsgenieService)
      .raise({ message: `the key ${KEY} is wrong`, details: { [KEY]: KEY }, alias: KEY });
    const report = await app.get(OpsgenieService).flush();
    expectNoKey(filesIn(directory));
    await app.get(OpsgenieService).onApplicationShutdown();
    expectNoKey(dumpOf([report, receipt, await receipt.delivered, dropped, app.get(OpsgenieService).stats()]));
    expectNoKey(log.text);
    expectNoKey(textsWithin([app, app.get(ModulesContainer)]));
  });
});

/** A server that answers as proxies do that show the whole request in their error page. */
async function echo(): Promise<string> {
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/late')) return;
    if (request.url?.startsWith('/broken')) return request.destroy();
    if (request.url?.startsWith('/redirect')) {
      response.writeHead(302, { location: `http://127.0.0.1:9/?key=${request.headers.authorization}` });
      return response.end();
    }
    const shown = JSON.stringify(request.headers);
    response.writeHead(403, { 'x-request-id': request.headers.authorization ?? '' });
    response.end(JSON.stringify({ message: `refused: ${shown}`, requestId: shown }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
