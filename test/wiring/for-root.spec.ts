import { Inject, Injectable, Module } from '@nestjs/common';
import { HttpModule, HttpService } from '@nestjs/axios';
import { NestFactory } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { describe, expect, it, onTestFinished } from 'vitest';

import {
  onStatus,
  OpsgenieConfigurationError,
  OpsgenieModule,
  OpsgenieService,
  type OpsgenieModuleOptions,
} from '../../src/index.js';
import { optionsFor, RecordingLogger, startContext, startSandbox } from './context.js';

@Injectable()
class StockFeed {
  constructor(@Inject(OpsgenieService) readonly opsgenie: OpsgenieService) {}
}

@Module({ providers: [StockFeed] })
class StockModule {}

@Injectable()
class TypedFeed {
  constructor(readonly opsgenie: OpsgenieService) {}
}

@Injectable()
class StockClient {
  constructor(@Inject(HttpService) readonly http: HttpService) {}
}

describe('OpsgenieModule.forRoot()', () => {
  it('provides the service to every module of the application, because it is global', async () => {
    const sandbox = await startSandbox();
    const app = await startContext({
      imports: [OpsgenieModule.forRoot(optionsFor(sandbox)), StockModule],
      providers: [TypedFeed],
    });
    const { opsgenie } = app.get(StockFeed);
    expect(opsgenie).toBeInstanceOf(OpsgenieService);
    expect(app.get(TypedFeed).opsgenie === opsgenie).toBe(true);

    const receipt = opsgenie.raise({ message: 'Stock feed is late', alias: 'stock-feed' });
    expect(receipt).toMatchObject({ alias: 'stock-feed', outcome: 'queued' });
    expect(await receipt.delivered).toMatchObject({ ok: true, status: 202 });
    expect(await sandbox.waitForAlert({ alias: 'stock-feed' })).toMatchObject({
      message: 'Stock feed is late [shop, test]',
    });
  });

  it('works in a testing module', async () => {
    const sandbox = await startSandbox();
    const module = await Test.createTestingModule({ imports: [OpsgenieModule.forRoot(optionsFor(sandbox))] }).compile();
    onTestFinished(() => module.close());
    expect(await module.get(OpsgenieService).raise({ message: 'hello' }).delivered).toMatchObject({ ok: true });
  });

  it('sends the key trimmed, as the platform requires', async () => {
    const sandbox = await startSandbox();
    const { apiKey, ...options } = optionsFor(sandbox);
    const app = await startContext({ imports: [OpsgenieModule.forRoot({ ...options, apiKey: ` ${apiKey}\n` })] });
    await app.get(OpsgenieService).raise({ message: 'hello' }).delivered;
    expect(sandbox.requests[0]?.headers.authorization).toBe(`GenieKey ${apiKey}`);
  });

  it("does not affect the application's HTTP client, and is not affected by it", async () => {
    const sandbox = await startSandbox();
    const app = await startContext({
      imports: [
        HttpModule.register({ headers: { 'x-mine': '1' }, global: true }),
        OpsgenieModule.forRoot(optionsFor(sandbox)),
      ],
      providers: [StockClient],
    });
    const { axiosRef } = app.get(StockClient).http;
    axiosRef.interceptors.request.use(() => Promise.reject(new Error('mine')));
    expect(await app.get(OpsgenieService).raise({ message: 'hello' }).delivered).toMatchObject({ ok: true });
    expect(sandbox.requests[0]?.headers).not.toHaveProperty('x-mine');
    expect(axiosRef.defaults.headers).toMatchObject({ 'x-mine': '1' });
  });

  it('stops the start of the application with a list of all problems', async () => {
    const { apiKey: _apiKey, ...options } = optionsFor(await startSandbox());
    const module = OpsgenieModule.forRoot({ ...options, service: '', rules: [onStatus(999)] });
    const error = await startContext({ imports: [module] }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(OpsgenieConfigurationError);
    expect((error as OpsgenieConfigurationError).problems.map(({ path }) => path)).toEqual([
      'service',
      'apiKey',
      'rules[0].match',
    ]);
    await expect(Test.createTestingModule({ imports: [module] }).compile()).rejects.toThrow('apiKey is missing');
  });

  it('shows the error to the person who starts the application', async () => {
    const logger = new RecordingLogger();
    class AppModule {}
    Module({ imports: [OpsgenieModule.forRoot({ enabled: true })] })(AppModule);
    await expect(NestFactory.createApplicationContext(AppModule, { logger, abortOnError: false })).rejects.toThrow(
      /^OpsgenieModule cannot be used:\n {2}- apiKey is missing; give it the key of an API integration/,
    );
  });

  it('reports the problem if no options are given', async () => {
    const nothing: unknown = undefined;
    const module = OpsgenieModule.forRoot(nothing as OpsgenieModuleOptions);
    await expect(startContext({ imports: [module] })).rejects.toThrow('options must be an object; got undefined');
  });
});

describe('OpsgenieModule, imported twice', () => {
  it('warns once', async () => {
    const sandbox = await startSandbox();
    const logger = new RecordingLogger();
    await startContext({
      imports: [
        OpsgenieModule.forRoot(optionsFor(sandbox, { logger })),
        OpsgenieModule.forRoot(optionsFor(sandbox, { logger })),
      ],
    });
    expect(logger.fromOpsgenie).toEqual([
      'warn: OpsgenieModule is imported twice. The first import watches the requests; remove the other.',
    ]);
  });

  it('does not warn when two applications of one process import it', async () => {
    const sandbox = await startSandbox();
    const logger = new RecordingLogger();
    await startContext({ imports: [OpsgenieModule.forRoot(optionsFor(sandbox, { logger }))] });
    await startContext({ imports: [OpsgenieModule.forRoot(optionsFor(sandbox, { logger }))] });
    expect(logger.fromOpsgenie).toEqual([]);
  });
});
