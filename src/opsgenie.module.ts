import { Server } from 'node:net';

import { HttpService } from '@nestjs/axios';
import {
  Inject,
  Module,
  type DynamicModule,
  type FactoryProvider,
  type InjectionToken,
  type ModuleMetadata,
  type NestModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OptionalFactoryDependency,
  type Provider,
  type Type,
} from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost, ModulesContainer, type AbstractHttpAdapter } from '@nestjs/core';
import axios from 'axios';
import { take } from 'rxjs';

import { installHttpEnhancers } from './observers/http/http-enhancers.js';
import { HttpObserver } from './observers/http/http-observer.js';
import { onProcessEnd } from './observers/process/process-end.js';
import { ProcessErrors } from './observers/process/process-errors.js';
import { logOf } from './opsgenie.logger.js';
import { resolveOptions, type OpsgenieModuleOptions } from './opsgenie.options.js';
import { OpsgeniePipeline } from './opsgenie.pipeline.js';
import { OpsgenieService } from './opsgenie.service.js';
import { OpsgenieConfigurationError } from './validation/problem.js';

/** A class that gives the options; for `useClass` and `useExisting`. */
export interface OpsgenieOptionsFactory {
  createOpsgenieOptions(): OpsgenieModuleOptions | Promise<OpsgenieModuleOptions>;
}

/** The options of `OpsgenieModule.forRootAsync()`: one of `useFactory`, `useClass` and `useExisting`. */
export interface OpsgenieModuleAsyncOptions extends Pick<ModuleMetadata, 'imports'> {
  /** What the factory is given. Nothing request-scoped: the module lives as long as the application. */
  readonly inject?: (InjectionToken | OptionalFactoryDependency)[];
  readonly useFactory?: FactoryProvider<OpsgenieModuleOptions>['useFactory'];
  readonly useClass?: Type<OpsgenieOptionsFactory>;
  readonly useExisting?: InjectionToken<OpsgenieOptionsFactory>;
}

/** What is made as soon as the options are known. */
interface Opened {
  readonly pipeline: OpsgeniePipeline;
  readonly processErrors: ProcessErrors;
  /** Ends that the end of the process is watched. */
  readonly unwatchEnd: () => void;
}

const OPENED = Symbol('nestjs-opsgenie:opened');

/** An application that runs for so long after its bootstrap is up, though it does not listen itself: a port that is taken shows at once. Milliseconds. */
const UP_WITHOUT_LISTENING = 5_000;

/** Applications that a module watches already. */
const WATCHED = new WeakSet<ApplicationConfig>();

/**
 * Watches an application and alerts on Opsgenie or Jira Service Management. Import it once, in the root module; it is global.
 *
 * @example
 * ```ts
 * OpsgenieModule.forRoot({ apiKey: process.env.OPSGENIE_API_KEY, service: 'orders-api', rules: [onStatus('5XX')] })
 * ```
 */
@Module({})
export class OpsgenieModule implements NestModule, OnApplicationBootstrap, OnApplicationShutdown {
  readonly #pipeline: OpsgeniePipeline;
  readonly #config: ApplicationConfig;
  readonly #host: HttpAdapterHost;
  readonly #modules: ModulesContainer;
  readonly #observer: HttpObserver | undefined;
  readonly #processErrors: ProcessErrors;
  readonly #unwatchEnd: () => void;

  constructor(
    @Inject(OPENED) { pipeline, processErrors, unwatchEnd }: Opened,
    @Inject(ApplicationConfig) config: ApplicationConfig,
    @Inject(HttpAdapterHost) host: HttpAdapterHost,
    @Inject(ModulesContainer) modules: ModulesContainer,
  ) {
    this.#pipeline = pipeline;
    this.#config = config;
    this.#host = host;
    this.#modules = modules;
    this.#observer = observerOf(pipeline, config);
    if (this.#observer !== undefined) whenAdapterIsThere(host, (adapter) => this.#observer?.watch(adapter));
    this.#processErrors = processErrors;
    this.#unwatchEnd = unwatchEnd;
    // It was loaded lazily.
    if (serverOf(host)?.listening === true) processErrors.up();
  }

  /**
   * @throws OpsgenieConfigurationError at boot, naming everything that is wrong with the options at once
   */
  static forRoot(options: OpsgenieModuleOptions): DynamicModule {
    return moduleOf([], { provide: OPENED, useFactory: () => open(options) });
  }

  /**
   * Takes the options from a factory, a class or a provider.
   *
   * @throws OpsgenieConfigurationError at boot, naming everything that is wrong with the options at once
   * @example
   * ```ts
   * OpsgenieModule.forRootAsync({
   *   inject: [ConfigService],
   *   useFactory: (config: ConfigService) => ({ apiKey: config.getOrThrow('OPSGENIE_API_KEY'), service: 'orders-api' }),
   * })
   * ```
   */
  static forRootAsync(options: OpsgenieModuleAsyncOptions): DynamicModule {
    return moduleOf(options.imports, ...asyncProviders(options));
  }

  /** @internal */
  onApplicationBootstrap(): void {
    const up = (): void => this.#processErrors.up();
    const server = serverOf(this.#host);
    if (server === undefined) return up();
    server.once('listening', up);
    // It may have servers of its own making.
    this.#pipeline.clock.after(UP_WITHOUT_LISTENING, up);
  }

  /** @internal */
  async onApplicationShutdown(): Promise<void> {
    // An error that ends the process until then is told as well.
    await this.#pipeline.shutDown();
    this.#processErrors.stop();
    this.#unwatchEnd();
  }

  /** @internal Nest calls it after the application registered its globals and before it builds the routes. */
  configure(): void {
    const adapter = adapterOf(this.#host);
    if (this.#observer !== undefined && adapter !== undefined)
      installHttpEnhancers({ config: this.#config, modules: this.#modules, adapter, rules: this.#pipeline.rules });
  }
}

function moduleOf(imports: ModuleMetadata['imports'], ...opening: Provider[]): DynamicModule {
  return {
    module: OpsgenieModule,
    global: true,
    imports: imports ?? [],
    providers: [
      ...opening,
      { provide: OpsgeniePipeline, inject: [OPENED], useFactory: ({ pipeline }: Opened) => pipeline },
      OpsgenieService,
    ],
    exports: [OpsgenieService],
  };
}

function asyncProviders({ inject, useFactory, useClass, useExisting }: OpsgenieModuleAsyncOptions): Provider[] {
  if (useFactory !== undefined) {
    const opening = async (...given: readonly unknown[]): Promise<Opened> => open(await useFactory(...given));
    return [{ provide: OPENED, inject: inject ?? [], useFactory: opening }];
  }
  const token = useExisting ?? useClass;
  if (token === undefined) {
    const message = 'is missing; give one of useFactory, useClass and useExisting';
    throw new OpsgenieConfigurationError('OpsgenieModule.forRootAsync()', [{ path: 'useFactory', message }]);
  }
  const opening: Provider = {
    provide: OPENED,
    inject: [token],
    useFactory: async (factory: OpsgenieOptionsFactory) => open(await factory.createOpsgenieOptions()),
  };
  return useClass === undefined ? [opening] : [opening, useClass];
}

/**
 * Makes the way of the alerts, and watches the process from then on.
 *
 * It asks Nest for nothing but the options. When a provider of the application fails, Nest ends the process so soon that it makes nothing
 * more that has dependencies, and nobody would be told of the failed start.
 */
function open(options: OpsgenieModuleOptions): Opened {
  const resolved = resolveOptions(options);
  const log = logOf(resolved.logger);
  // An instance of axios of its own: the application's defaults and interceptors are not for its alerts.
  const pipeline = new OpsgeniePipeline(resolved, log, new HttpService(axios.create()));
  const { processAlerts } = pipeline;
  const processErrors = new ProcessErrors({
    uncaught: (error, origin) => processAlerts.uncaught(error, origin),
    startFailed: (exitCode) => processAlerts.startFailed(exitCode),
    ending: () => processAlerts.sendNow(),
    stopped: () => processAlerts.stop(),
  });
  if (resolved.enabled && resolved.processErrors) {
    if (processErrors.start()) processAlerts.start();
    else log.warn('Another OpsgenieModule of this process watches its errors already; this one does not.');
  }
  // After the process errors: they may add to what waits.
  const unwatchEnd = onProcessEnd({ idle: () => void pipeline.finishWork(), exit: () => pipeline.exit() });
  return { pipeline, processErrors, unwatchEnd };
}

/** The server of an application that has one. */
function serverOf(host: HttpAdapterHost): Server | undefined {
  const server: unknown = adapterOf(host)?.getHttpServer();
  return server instanceof Server ? server : undefined;
}

/** The observer of an application, unless the module is off or another import of it watches already. */
function observerOf(
  { options, clock, incidents, rules, log, text }: OpsgeniePipeline,
  config: ApplicationConfig,
): HttpObserver | undefined {
  if (!options.enabled) return undefined;
  for (const warning of options.warnings) log.warn(warning);
  if (WATCHED.has(config)) {
    log.warn('OpsgenieModule is imported twice. The first import watches the requests; remove the other.');
    return undefined;
  }
  WATCHED.add(config);
  return new HttpObserver(clock, incidents, rules, (message) => log.error(text.block(message, 5_000)));
}

/** Calls back as soon as there is an HTTP adapter: at once in an application, later in a testing module, never in one without HTTP. */
function whenAdapterIsThere(host: HttpAdapterHost, use: (adapter: AbstractHttpAdapter) => void): void {
  // It is replayed where an adapter was set before, and also told in an application without HTTP, where none was.
  host.init$.pipe(take(1)).subscribe(() => {
    const adapter = adapterOf(host);
    if (adapter !== undefined) use(adapter);
  });
}

// Nest's types promise one, but there is none in an application without HTTP.
function adapterOf({
  httpAdapter,
}: {
  readonly httpAdapter?: AbstractHttpAdapter | null;
}): AbstractHttpAdapter | undefined {
  return httpAdapter ?? undefined;
}
