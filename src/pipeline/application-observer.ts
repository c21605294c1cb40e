import { Server } from 'node:net';

import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import {
  ApplicationConfig,
  ExternalContextCreator,
  HttpAdapterHost,
  ModuleRef,
  ModulesContainer,
  type AbstractHttpAdapter,
} from '@nestjs/core';
import { take } from 'rxjs';

import { installHttpEnhancers } from '../observers/http/http-enhancers.js';
import { HttpObserver } from '../observers/http/http-observer.js';
import { OperationNames } from '../observers/http/operation-names.js';
import { handlersOf } from '../observers/http/route-handlers.js';
import { claim, isObservedWithoutClaim } from '../observers/observer-claim.js';
import { warningAboutSilentDecorators } from '../observers/silent-decorators.js';
import type { ProcessErrors } from '../observers/process/process-errors.js';
import { bootLine } from './boot-line.js';
import { OPENED, type Opened } from './opened.js';
import type { CompiledRule } from '../rules/compiled-rule.js';
import type { OpsgeniePipeline } from './pipeline.js';
import { warningAboutTraces } from '../telemetry/open-telemetry.js';

/** An application that runs for so long after its bootstrap is up, though it does not listen itself: a port that is taken shows at once. Milliseconds. */
const UP_WITHOUT_LISTENING = 5_000;

/** The observers of this copy of the library, by the application that each observes. */
const OBSERVERS = new WeakMap<ApplicationConfig, ApplicationObserver>();

/**
 * Observes the application that imports the module, unless another import does.
 *
 * It is a provider of its own because a testing module that is compiled again makes its providers again, but not its modules.
 */
@Injectable()
export class ApplicationObserver implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #pipeline: OpsgeniePipeline;
  readonly #processErrors: ProcessErrors;
  readonly #unwatchEnd: () => void;
  readonly #config: ApplicationConfig;
  readonly #host: HttpAdapterHost;
  readonly #modules: ModulesContainer;
  readonly #contexts: ExternalContextCreator;
  readonly #watched = new WeakSet<AbstractHttpAdapter>();
  #observer: HttpObserver | undefined;

  constructor(
    @Inject(OPENED) { pipeline, processErrors, unwatchEnd }: Opened,
    @Inject(ApplicationConfig) config: ApplicationConfig,
    @Inject(HttpAdapterHost) host: HttpAdapterHost,
    @Inject(ModulesContainer) modules: ModulesContainer,
    @Inject(ExternalContextCreator) contexts: ExternalContextCreator,
    @Inject(ModuleRef) module: ModuleRef,
  ) {
    this.#pipeline = pipeline;
    this.#processErrors = processErrors;
    this.#unwatchEnd = unwatchEnd;
    this.#config = config;
    this.#host = host;
    this.#modules = modules;
    this.#contexts = contexts;
    if (pipeline.options.enabled) this.#start(module);
    // It was loaded lazily.
    if (serverOf(host)?.listening === true) processErrors.up();
  }

  /** The observer of an application, the latest if its modules were compiled again. */
  static of(config: ApplicationConfig): ApplicationObserver | undefined {
    return OBSERVERS.get(config);
  }

  /** Puts into the application what sees its handlers and errors; to be called when its globals are registered and before its routes are. */
  install(): void {
    const adapter = adapterOf(this.#host);
    if (this.#observer === undefined || adapter === undefined) return;
    try {
      if (this.#standsBack()) return;
      this.#watch(adapter);
      this.#observer.nameOperations(new OperationNames(this.#modules, this.#config));
      const { rules } = this.#pipeline;
      installHttpEnhancers({
        config: this.#config,
        modules: this.#modules,
        contexts: this.#contexts,
        adapter,
        rules,
      });
    } catch (error) {
      // The application starts without it.
      this.#reportFault('The handlers could not be observed', error);
    }
  }

  /** @internal */
  async onApplicationBootstrap(): Promise<void> {
    if (this.#observer !== undefined) this.#warnOfSilentDecorators();
    this.#expectUp();
    const { http, log, options, text } = this.#pipeline;
    if (this.#observer !== undefined || !options.enabled) log.log(text.line(bootLine(options, this.#rules()), 1_000));
    const aboutTraces = options.enabled ? warningAboutTraces() : undefined;
    if (aboutTraces !== undefined) log.warn(aboutTraces);
    // Before the application takes its first request: later, loading it would hold requests up.
    if (options.enabled && !options.dryRun) await http.ready?.();
  }

  /** @internal */
  async onApplicationShutdown(): Promise<void> {
    // An error that ends the process until then is told as well.
    await this.#pipeline.shutDown();
    this.#processErrors.stop();
    this.#unwatchEnd();
  }

  #rules(): readonly CompiledRule[] {
    const { rules } = this.#pipeline;
    const ofHandlers = handlersOf(this.#modules).flatMap(({ controller, method }) =>
      rules.rulesFor(controller, method),
    );
    return [...rules.rulesWithoutHandler, ...ofHandlers];
  }

  #warnOfSilentDecorators(): void {
    try {
      const warning = warningAboutSilentDecorators(this.#modules);
      if (warning !== undefined) this.#pipeline.log.warn(warning);
    } catch (error) {
      this.#reportFault('The alert decorators could not be looked at', error);
    }
  }

  #expectUp(): void {
    const up = (): void => this.#processErrors.up();
    const server = serverOf(this.#host);
    if (server === undefined) return up();
    server.once('listening', up);
    // It may have servers of its own making.
    this.#pipeline.clock.after(UP_WITHOUT_LISTENING, up);
  }

  #start(module: ModuleRef): void {
    const { options, clock, incidents, rules, log, text } = this.#pipeline;
    for (const warning of options.warnings) log.warn(warning);
    if (!claim(this.#config, module)) {
      log.warn(
        OBSERVERS.has(this.#config)
          ? 'OpsgenieModule is imported twice. The first import watches the requests; remove the other.'
          : 'OpsgenieModule is imported twice, from two copies of nestjs-opsgenie. The first import watches the requests; ' +
              'remove the other. `npm ls nestjs-opsgenie` shows where the copies come from.',
      );
      return;
    }
    OBSERVERS.set(this.#config, this);
    const observer = new HttpObserver(
      clock,
      incidents,
      rules,
      (message) => log.error(text.block(message, 5_000)),
      options.ignore,
    );
    this.#observer = observer;
    this.#pipeline.settleBy((patience) => observer.settled(patience));
    // It is replayed where an adapter was set before, and also sent in an application without HTTP, where none was.
    this.#host.init$.pipe(take(1)).subscribe(() => {
      const adapter = adapterOf(this.#host);
      if (adapter !== undefined) this.#watch(adapter);
    });
  }

  /** An application of a testing module may get its adapter late, and several applications of one get one each. */
  #watch(adapter: AbstractHttpAdapter): void {
    if (this.#watched.has(adapter)) return;
    this.#watched.add(adapter);
    this.#observer?.watch(adapter);
  }

  /** Older versions cannot stand back, so this one does. */
  #standsBack(): boolean {
    if (!isObservedWithoutClaim(this.#modules)) return false;
    this.#observer?.stop();
    this.#observer = undefined;
    this.#pipeline.log.warn(
      'OpsgenieModule is imported twice, once from an older copy of nestjs-opsgenie. The older one watches the requests; ' +
        'remove it. `npm ls nestjs-opsgenie` shows where the copies come from.',
    );
    return true;
  }

  #reportFault(what: string, error: unknown): void {
    const { log, text } = this.#pipeline;
    const stack = error instanceof Error ? error.stack : 'unknown';
    log.error(text.block(`${what}; please report this: ${stack}`, 5_000));
  }
}

/** The server of an application that has one. */
function serverOf(host: HttpAdapterHost): Server | undefined {
  const server: unknown = adapterOf(host)?.getHttpServer();
  return server instanceof Server ? server : undefined;
}

// Nest's types promise one, but there is none in an application without HTTP.
function adapterOf({
  httpAdapter,
}: {
  readonly httpAdapter?: AbstractHttpAdapter | null;
}): AbstractHttpAdapter | undefined {
  return httpAdapter ?? undefined;
}
