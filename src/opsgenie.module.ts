import {
  Inject,
  Module,
  type DynamicModule,
  type ModuleMetadata,
  type NestModule,
  type Provider,
} from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';

import { IsolatedHttpService } from './platforms/http/isolated-http-service.js';
import { ApplicationObserver } from './pipeline/application-observer.js';
import {
  asyncError,
  readAsyncOptions,
  type OpsgenieModuleAsyncOptions,
  type OpsgenieOptionsFactory,
} from './options/async-options.js';
import { rememberSource, type OptionsSource } from './options/options-source.js';
import { logOf } from './pipeline/logger.js';
import { resolveOptions, type OpsgenieModuleOptions } from './opsgenie.options.js';
import { fleetOf, type FleetChoice } from './pipeline/chosen-fleet.js';
import { journalOf, type JournalChoice } from './pipeline/chosen-journal.js';
import { platformOf, type PlatformChoice } from './pipeline/chosen-platform.js';
import { OpsgeniePipeline } from './pipeline/pipeline.js';
import type { PipelineParts } from './pipeline/pipeline-assembly.js';
import { FLEET_CHOICE, JOURNAL_CHOICE, OPSGENIE_CLOCK, PLATFORM_CHOICE } from './pipeline/tokens.js';
import { OpsgenieService } from './opsgenie.service.js';
import { readProperty } from './text/guarded-read.js';
import { systemClock, type Clock } from './time/clock.js';

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
    return moduleOf(
      [],
      openedFrom([], () => options),
    );
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
    const own = readAsyncOptions(options);
    return moduleOf(own.imports, ...asyncProviders(own));
  }

  /** @internal Nest calls it after the application registered its globals and before it builds the routes. */
  configure(): void {
    ApplicationObserver.of(this.#config)?.install();
  }
}

/**
 * It is no `ConfigurableModuleBuilder`: that would make the options a provider, so that a dump of the application shows the API key, and
 * what comes of them would be made a step later (see {@link open}).
 */
function moduleOf(imports: ModuleMetadata['imports'], ...opening: Provider[]): DynamicModule {
  return {
    module: OpsgenieModule,
    global: true,
    imports: imports ?? [],
    providers: [
      { provide: OPSGENIE_CLOCK, useValue: systemClock },
      { provide: PLATFORM_CHOICE, useValue: platformOf },
      { provide: JOURNAL_CHOICE, useValue: journalOf },
      { provide: FLEET_CHOICE, useValue: fleetOf },
      ...opening,
      OpsgenieService,
      ApplicationObserver,
    ],
    exports: [OpsgenieService],
  };
}

type OptionsFactory = OptionsSource['optionsOf'];

/** The provider of the pipeline, which is made as soon as the options are known; what they are made of is injected first. */
function openedFrom(inject: NonNullable<OpsgenieModuleAsyncOptions['inject']>, optionsOf: OptionsFactory): Provider {
  const provider: Provider = {
    provide: OpsgeniePipeline,
    inject: [OPSGENIE_CLOCK, PLATFORM_CHOICE, JOURNAL_CHOICE, FLEET_CHOICE, ...inject],
    useFactory: (
      clock: Clock,
      choosePlatform: PlatformChoice,
      chooseJournal: JournalChoice,
      chooseFleet: FleetChoice,
      ...given: readonly unknown[]
    ) => {
      const choices = { clock, choosePlatform, chooseJournal, chooseFleet };
      const options = optionsOf(...given);
      return options instanceof Promise ? options.then((known) => open(known, choices)) : open(options, choices);
    },
  };
  return rememberSource(provider, { inject, optionsOf });
}

function asyncProviders({ inject, useFactory, useClass, useExisting }: OpsgenieModuleAsyncOptions): Provider[] {
  if (useFactory !== undefined) return [openedFrom(inject ?? [], async (...given) => useFactory(...given))];
  const token = useExisting ?? useClass;
  if (token === undefined) return [];
  const fromFactory = openedFrom([token], async (factory) => {
    const createOptions = readProperty(factory, 'createOpsgenieOptions');
    if (typeof createOptions !== 'function') {
      const path = useExisting === undefined ? 'useClass' : 'useExisting';
      throw asyncError(path, 'must give an object with a method createOpsgenieOptions()');
    }
    return (factory as OpsgenieOptionsFactory).createOpsgenieOptions();
  });
  return useClass === undefined ? [fromFactory] : [fromFactory, useClass];
}

/**
 * Creates the pipeline, and starts its observers.
 *
 * It depends on nothing but the options and plain values. When a provider of the application throws, Nest ends the process before it
 * creates providers that depend on others, and the failed start would raise no alert.
 */
function open(options: OpsgenieModuleOptions, choices: Omit<PipelineParts, 'log' | 'http'>): OpsgeniePipeline {
  const resolved = resolveOptions(options);
  const log = logOf(resolved.logger);
  const pipeline = new OpsgeniePipeline(resolved, { log, http: new IsolatedHttpService(), ...choices });
  if (resolved.enabled) for (const warning of resolved.warnings) log.warn(warning);
  pipeline.start();
  return pipeline;
}
