import { HttpModule, HttpService } from '@nestjs/axios';
import {
  Inject,
  Module,
  type DynamicModule,
  type FactoryProvider,
  type InjectionToken,
  type ModuleMetadata,
  type NestModule,
  type OptionalFactoryDependency,
  type Provider,
  type Type,
} from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost, type AbstractHttpAdapter } from '@nestjs/core';
import { take } from 'rxjs';

import { installHttpEnhancers } from './observers/http/http-enhancers.js';
import { HttpObserver } from './observers/http/http-observer.js';
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

const OPTIONS = Symbol('nestjs-opsgenie:options');

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
export class OpsgenieModule implements NestModule {
  readonly #config: ApplicationConfig;
  readonly #host: HttpAdapterHost;
  readonly #observer: HttpObserver | undefined;

  constructor(
    @Inject(OpsgeniePipeline) pipeline: OpsgeniePipeline,
    @Inject(ApplicationConfig) config: ApplicationConfig,
    @Inject(HttpAdapterHost) host: HttpAdapterHost,
  ) {
    this.#config = config;
    this.#host = host;
    this.#observer = observerOf(pipeline, config);
    if (this.#observer !== undefined) whenAdapterIsThere(host, (adapter) => this.#observer?.watch(adapter));
  }

  /**
   * @throws OpsgenieConfigurationError at boot, naming everything that is wrong with the options at once
   */
  static forRoot(options: OpsgenieModuleOptions): DynamicModule {
    return moduleOf([], { provide: OPTIONS, useValue: options });
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
    return moduleOf(options.imports ?? [], ...asyncProviders(options));
  }

  /** @internal Nest calls it after the application registered its globals and before it builds the routes. */
  configure(): void {
    const adapter = adapterOf(this.#host);
    if (this.#observer !== undefined && adapter !== undefined)
      installHttpEnhancers(this.#config, adapter, this.#observer);
  }
}

function moduleOf(imports: NonNullable<ModuleMetadata['imports']>, ...options: Provider[]): DynamicModule {
  return {
    module: OpsgenieModule,
    global: true,
    // An instance of axios of its own: the application's defaults and interceptors are not for its alerts.
    imports: [...imports, HttpModule.register({})],
    providers: [
      ...options,
      {
        provide: OpsgeniePipeline,
        inject: [OPTIONS, HttpService],
        useFactory: (given: OpsgenieModuleOptions, http: HttpService) => {
          const resolved = resolveOptions(given);
          return new OpsgeniePipeline(resolved, logOf(resolved.logger), http);
        },
      },
      OpsgenieService,
    ],
    exports: [OpsgenieService],
  };
}

function asyncProviders({ inject, useFactory, useClass, useExisting }: OpsgenieModuleAsyncOptions): Provider[] {
  if (useFactory !== undefined) return [{ provide: OPTIONS, inject: inject ?? [], useFactory }];
  const token = useExisting ?? useClass;
  if (token === undefined) {
    const message = 'is missing; give one of useFactory, useClass and useExisting';
    throw new OpsgenieConfigurationError('OpsgenieModule.forRootAsync()', [{ path: 'useFactory', message }]);
  }
  const options: Provider = {
    provide: OPTIONS,
    inject: [token],
    useFactory: (factory: OpsgenieOptionsFactory) => factory.createOpsgenieOptions(),
  };
  return useClass === undefined ? [options] : [options, useClass];
}

/** The observer of an application, unless the module is off or another import of it watches already. */
function observerOf(
  { options, clock, incidents, rules, log }: OpsgeniePipeline,
  config: ApplicationConfig,
): HttpObserver | undefined {
  if (!options.enabled) return undefined;
  for (const warning of options.warnings) log.warn(warning);
  if (WATCHED.has(config)) {
    log.warn('OpsgenieModule is imported twice. The first import watches the requests; remove the other.');
    return undefined;
  }
  WATCHED.add(config);
  return new HttpObserver(clock, incidents, rules, (message) => log.error(message));
}

/** Calls back as soon as there is an HTTP adapter: at once in an application, later in a testing module, never in one without HTTP. */
function whenAdapterIsThere(host: HttpAdapterHost, use: (adapter: AbstractHttpAdapter) => void): void {
  const adapter = adapterOf(host);
  if (adapter !== undefined) use(adapter);
  else host.init$.pipe(take(1)).subscribe(() => whenAdapterIsThere(host, use));
}

// Nest's types promise one, but there is none in an application without HTTP.
function adapterOf({
  httpAdapter,
}: {
  readonly httpAdapter?: AbstractHttpAdapter | null;
}): AbstractHttpAdapter | undefined {
  return httpAdapter ?? undefined;
}
