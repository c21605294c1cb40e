import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { setImmediate as turnOfTheEventLoop } from 'node:timers/promises';

import {
  Module,
  type INestApplication,
  type LoggerService,
  type MiddlewareConsumer,
  type ModuleMetadata,
  type NestApplicationOptions,
  type Type,
} from '@nestjs/common';
import { MetadataScanner, NestFactory, type AbstractHttpAdapter } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { onTestFinished } from 'vitest';

import {
  OpsgenieModule,
  OpsgenieService,
  OPSGENIE_CLOCK,
  onException,
  onStatus,
  type OpsgenieModuleOptions,
} from '../../src/index.js';
import {
  OpsgenieSandbox,
  type ReceivedRequest,
  type SandboxOptions,
  type VirtualClock,
} from '../../src/testing/index.js';

/** An HTTP adapter that Nest runs on. */
export interface Adapter {
  readonly name: 'Express' | 'Fastify';
  readonly create: () => AbstractHttpAdapter;
}

export const adapters: readonly Adapter[] = [
  { name: 'Express', create: () => new ExpressAdapter() },
  // Open connections of a test must not delay its end.
  { name: 'Fastify', create: () => new FastifyAdapter({ forceCloseConnections: true }) },
];

/** The parts of an application. Its root module imports the library by default. */
export interface Blueprint extends Pick<ModuleMetadata, 'controllers' | 'providers' | 'imports'> {
  /** Options of the library; `'absent'`: the application does not import it. */
  readonly opsgenie?: Partial<OpsgenieModuleOptions> | 'absent';
  /** What the root module's `configure()` does. */
  readonly middleware?: (consumer: MiddlewareConsumer) => void;
  /** What `main.ts` does before listening; a returned promise is awaited. */
  readonly main?: (app: INestApplication) => unknown;
  readonly logger?: LoggerService | false;
  /** Replaces the library's clock. */
  readonly clock?: VirtualClock;
}

/** The parts of a create request that depend on the failed request. */
export interface ReceivedAlert {
  /** Without service and environment. */
  readonly alias: string;
  readonly status: string | undefined;
  readonly count: string | undefined;
  readonly alsoMatched: string | undefined;
}

const API_KEY = '8a1f3d52-6c0b-4e7a-9d3e-2b5c7f9e1a04';

/** Rules for nearly all tests: unexpected errors and 5XX responses. */
const RULES = [onException(), onStatus('5XX')];

/** Options for sending to a sandbox. */
export function optionsFor(sandbox: OpsgenieSandbox, own: Partial<OpsgenieModuleOptions> = {}): OpsgenieModuleOptions {
  return {
    enabled: true,
    apiKey: API_KEY,
    baseUrl: sandbox.url,
    service: 'shop',
    environment: 'test',
    rules: RULES,
    logger: false,
    ...own,
  };
}

/** Starts a sandbox that processes accepted writes immediately. It stops when the test ends. */
export async function startSandbox(options: SandboxOptions = {}): Promise<OpsgenieSandbox> {
  const sandbox = await OpsgenieSandbox.start({ processingDelay: 0, ...options });
  onTestFinished(() => sandbox.stop());
  return sandbox;
}

/** The root module of an application. */
export function rootModule(blueprint: Blueprint, sandbox: OpsgenieSandbox): Type<object> {
  const { opsgenie, middleware, controllers = [], providers = [], imports = [] } = blueprint;
  const library = opsgenie === 'absent' ? [] : [OpsgenieModule.forRoot(optionsFor(sandbox, opsgenie))];
  class AppModule {
    configure(consumer: MiddlewareConsumer): void {
      middleware?.(consumer);
    }
  }
  Module({ imports: [...imports, ...library], controllers, providers })(AppModule);
  return AppModule;
}

/** Creates an application from its root module. */
export type Create = (
  root: Type<object>,
  adapter: Adapter,
  options: NestApplicationOptions,
) => Promise<INestApplication>;

const createByFactory: Create = (root, adapter, options) => NestFactory.create(root, adapter.create(), options);

function createOn(clock: VirtualClock): Create {
  return async (root, adapter, options) => {
    const builder = Test.createTestingModule({ imports: [root] });
    const testing = await builder.overrideProvider(OPSGENIE_CLOCK).useValue(clock).compile();
    return testing.createNestApplication(adapter.create(), options);
  };
}

/**
 * Starts an application and its sandbox. Both stop when the test ends.
 *
 * @param ready a started sandbox
 */
export async function start(
  adapter: Adapter,
  blueprint: Blueprint,
  ready?: OpsgenieSandbox,
  create: Create = blueprint.clock === undefined ? createByFactory : createOn(blueprint.clock),
): Promise<RunningApplication> {
  const sandbox = ready ?? (await startSandbox());
  restoreInterceptors(blueprint.controllers ?? []);
  const app = await create(rootModule(blueprint, sandbox), adapter, {
    logger: blueprint.logger ?? false,
    // A failed start must fail the test, not end the process.
    abortOnError: false,
    forceCloseConnections: true,
  });
  onTestFinished(() => app.close());
  await blueprint.main?.(app);
  await app.listen(0, '127.0.0.1');
  return new RunningApplication(app, sandbox);
}

/** Nest's metadata key for the arguments of `@UseInterceptors()`. */
const INTERCEPTORS_METADATA = '__interceptors__';

/**
 * At the end of the test, removes the interceptors that the library adds to handlers. Many tests share a class: an interceptor left by
 * one test would hide that it is missing in the next.
 */
function restoreInterceptors(controllers: readonly Type[]): void {
  for (const method of controllers.flatMap(methodsOf)) {
    const interceptors: unknown = Reflect.getMetadata(INTERCEPTORS_METADATA, method);
    onTestFinished(() => {
      if (interceptors === undefined) Reflect.deleteMetadata(INTERCEPTORS_METADATA, method);
      else Reflect.defineMetadata(INTERCEPTORS_METADATA, interceptors, method);
    });
  }
}

function methodsOf({ prototype }: Type): object[] {
  const names = new MetadataScanner().getAllMethodNames(prototype as object);
  const members = names.map((name): unknown => Reflect.get(prototype as object, name));
  return members.filter((member) => typeof member === 'function');
}

/** A listening application and its platform. */
export class RunningApplication {
  readonly #open = new Set<ServerResponse>();

  /** @param tokens of the services, one for each copy of the library in the application */
  constructor(
    readonly nest: INestApplication,
    readonly sandbox: OpsgenieSandbox,
    readonly tokens: readonly Type<OpsgenieService>[] = [OpsgenieService],
  ) {
    const server = nest.getHttpServer() as Server;
    server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
      this.#open.add(response);
      response.once('close', () => this.#open.delete(response));
    });
  }

  get port(): number {
    const address = (this.nest.getHttpServer() as Server).address();
    if (address === null || typeof address === 'string') throw new Error('The application does not listen on a port.');
    return address.port;
  }

  get opsgenie(): OpsgenieService {
    return this.nest.get(OpsgenieService);
  }

  /** The services of all imports of the library. */
  get services(): readonly OpsgenieService[] {
    return this.tokens.flatMap((token) => this.nest.get<OpsgenieService>(token, { each: true }));
  }

  /** Sends a request such as `GET /orders/7`. */
  request(line: string, init: RequestInit = {}): Promise<Response> {
    const [method = 'GET', path = '/'] = line.split(' ');
    return fetch(`http://127.0.0.1:${this.port}${path}`, { method, ...init });
  }

  /** The creates that the platform received, the oldest first. */
  get creates(): readonly ReceivedRequest[] {
    return this.sandbox.requests.filter(({ method, path }) => method === 'POST' && path === '/v2/alerts');
  }

  /** Waits until the server has finished all requests, even if their clients have disconnected. */
  async responsesClosed(): Promise<void> {
    await Promise.all([...this.#open].map((response) => once(response, 'close')));
  }

  /**
   * All alerts that the platform received, once no more can follow: all responses are closed, work after them is done, and all
   * accepted messages are delivered.
   */
  async receivedAlerts(): Promise<ReceivedAlert[]> {
    await this.responsesClosed();
    // One turn for work that fails after its response, and one for the library to evaluate it.
    for (let turn = 0; turn < 2; turn++) await turnOfTheEventLoop();
    for (const { pending, dropped } of await Promise.all(this.services.map((opsgenie) => opsgenie.flush())))
      assert.deepEqual({ pending, dropped }, { pending: 0, dropped: 0 });
    for (const { status } of this.creates) assert.equal(status, 202);
    return this.creates.map(({ body }) => receivedAlert(body));
  }
}

function receivedAlert(body: unknown): ReceivedAlert {
  const { alias, details = {} } = body as { alias: string; details?: Record<string, string> };
  return {
    alias: alias.replace(/^shop:test:/, ''),
    status: details['status'],
    count: details['failedAtOpening'],
    alsoMatched: details['alsoMatched'],
  };
}
