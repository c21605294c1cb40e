import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import {
  ApplicationConfig,
  ExternalContextCreator,
  HttpAdapterHost,
  LazyModuleLoader,
  ModuleRef,
  ModulesContainer,
} from '@nestjs/core';

import { decoratedClasses } from '../observers/decorated-classes.js';
import { claim, isObservedWithoutClaim } from '../observers/observer-claim.js';
import {
  decoratorsWithUnknownTarget,
  methodsWithHeartbeat,
  misplacedDecorators,
} from '../observers/misplaced-decorators.js';
import { warningAboutSilentDecorators } from '../observers/silent-decorators.js';
import { unprovidedClasses } from '../observers/unprovided-classes.js';
import { missingAccess } from '../options/heartbeat-options.js';
import { OpsgenieConfigurationError } from '../validation/problem.js';
import { bootLine } from './boot-line.js';
import { OpsgeniePipeline } from './pipeline.js';

/** The observers of this copy of the library, by the application that each observes. */
const OBSERVERS = new WeakMap<ApplicationConfig, ApplicationObserver>();

/** How many applications of this process have imported the module so far. */
let applications = 0;

/**
 * Claims the application that imports the module, unless another import has, and passes its stages on to the observers.
 *
 * It is a provider of its own because a testing module that is compiled again creates its providers again, but not its modules.
 */
@Injectable()
export class ApplicationObserver implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  readonly #pipeline: OpsgeniePipeline;
  readonly #config: ApplicationConfig;
  readonly #modules: ModulesContainer;
  #isObserving = false;

  constructor(
    @Inject(OpsgeniePipeline) pipeline: OpsgeniePipeline,
    @Inject(ApplicationConfig) config: ApplicationConfig,
    @Inject(HttpAdapterHost) host: HttpAdapterHost,
    @Inject(ModulesContainer) modules: ModulesContainer,
    @Inject(ExternalContextCreator) contexts: ExternalContextCreator,
    @Inject(LazyModuleLoader) lazyModules: LazyModuleLoader,
    @Inject(ModuleRef) module: ModuleRef,
  ) {
    this.#pipeline = pipeline;
    this.#config = config;
    this.#modules = modules;
    applications += 1;
    // Also where alerting is off: what is wrong in production has to fail in a test.
    this.#checkDecorators();
    if (pipeline.options.enabled) this.#claim(module);
    pipeline.observers.attach({ config, host, modules, contexts, lazyModules });
  }

  /** The observer of an application, the latest if its modules were compiled again. */
  static of(config: ApplicationConfig): ApplicationObserver | undefined {
    return OBSERVERS.get(config);
  }

  /** Must be called when the application has registered its globals, and before Nest builds the routes. */
  install(): void {
    const { faults, observers } = this.#pipeline;
    faults.guard('Other imports of the module could not be found', () => this.#standBackFromOlder());
    observers.install();
  }

  /** @internal */
  onModuleInit(): void {
    this.#pipeline.observers.connect();
  }

  /** @internal */
  async onApplicationBootstrap(): Promise<void> {
    const { faults, observers } = this.#pipeline;
    if (this.#isObserving)
      faults.guard('The alert decorators could not be checked', () => this.#warnAboutSilentDecorators());
    observers.ready();
    this.#logStart();
    await this.#pipeline.prepare();
    this.#pipeline.startHeartbeat();
  }

  /** @internal */
  async onApplicationShutdown(): Promise<void> {
    await this.#pipeline.shutDown();
  }

  /** @throws OpsgenieConfigurationError that names everything that is wrong with them, at once */
  #checkDecorators(): void {
    const classes = decoratedClasses(this.#modules);
    const misplaced = misplacedDecorators(classes);
    const { heartbeat, platform, targets } = this.#pipeline.options;
    const missing = platform === 'jsm' ? missingAccess(heartbeat?.jsm) : undefined;
    const [pinging] = missing === undefined ? [] : methodsWithHeartbeat(classes);
    const problems = misplaced.flatMap((decorator) => decorator.problems);
    const places = misplaced.map(({ decorator }) => decorator);
    if (missing !== undefined && pinging !== undefined) {
      problems.push({ path: 'heartbeat.jsm', message: missing });
      places.push(`@Heartbeat() on ${pinging}`);
    }
    const aboutTargets = decoratorsWithUnknownTarget(classes, new Set(targets.keys()));
    problems.push(...aboutTargets);
    if (aboutTargets.length > 0) places.push('A decorator with a target');
    if (problems.length > 0) throw new OpsgenieConfigurationError(places.join(', '), problems);
  }

  #claim(module: ModuleRef): void {
    if (claim(this.#config, module)) {
      this.#isObserving = true;
      OBSERVERS.set(this.#config, this);
      return;
    }
    this.#standBack(
      OBSERVERS.has(this.#config)
        ? 'OpsgenieModule is imported twice. The first import watches the requests; remove the other.'
        : 'OpsgenieModule is imported twice, from two copies of nestjs-opsgenie. The first import watches the requests; ' +
            'remove the other. `npm ls nestjs-opsgenie` shows where the copies come from.',
    );
  }

  /** Older versions cannot stand back, so this one does. */
  #standBackFromOlder(): void {
    if (this.#isObserving && isObservedWithoutClaim(this.#modules))
      this.#standBack(
        'OpsgenieModule is imported twice, once from an older copy of nestjs-opsgenie. The older one watches the requests; ' +
          'remove it. `npm ls nestjs-opsgenie` shows where the copies come from.',
      );
  }

  #standBack(warning: string): void {
    this.#isObserving = false;
    this.#pipeline.observers.standBack();
    this.#pipeline.log.warn(warning);
  }

  #logStart(): void {
    const { log, observers, options, rules, text } = this.#pipeline;
    if (!this.#isObserving && options.enabled) return;
    const known = [...rules.rulesWithoutHandler, ...observers.rules()];
    log.log(text.line(bootLine(options, known, observers.kinds()), 1_000));
  }

  #warnAboutSilentDecorators(): void {
    const { log, observers } = this.#pipeline;
    // With several applications in one process, a class may be for another one.
    const unprovided = applications === 1 ? unprovidedClasses(this.#modules) : [];
    const warning = warningAboutSilentDecorators(this.#modules, observers, unprovided);
    if (warning !== undefined) log.warn(warning);
  }
}
