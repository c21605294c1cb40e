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
import { ApplicationConfig } from '@nestjs/core';

import { IsolatedHttpService } from './delivery/platforms/isolated-http-service.js';
import { onProcessEnd } from './observers/process/process-end.js';
import { ProcessErrors } from './observers/process/process-errors.js';
import { ApplicationObserver } from './opsgenie.application-observer.js';
import { logOf } from './opsgenie.logger.js';
import { OPENED, type Opened } from './opsgenie.opened.js';
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

  constructor(@Inject(ApplicationConfig) config: ApplicationConfig) {
    this.#config = config;
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

  /** @internal Nest calls it after the application registered its globals and before it builds the routes. */
  configure(): void {
    ApplicationObserver.of(this.#config)?.install();
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
      ApplicationObserver,
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
  const pipeline = new OpsgeniePipeline(resolved, log, new IsolatedHttpService());
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
