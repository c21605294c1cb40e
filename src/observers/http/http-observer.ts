import type { AbstractHttpAdapter } from '@nestjs/core';
import { take } from 'rxjs';

import type { CompiledRule } from '../../rules/compiled-rule.js';
import type { OutcomeKind } from '../../rules/outcome.js';
import { adapterOf, type ObservedApplication } from '../observed-application.js';
import type { DecoratedMethod, Observer, ObserverContext } from '../observer.js';
import { isRouteHandler } from '../route-handler.js';
import { mountPathOf, seeFirst, type Entry } from './first-in-line.js';
import { graphqlEndpoints } from './graphql-endpoints.js';
import { installHttpEnhancers } from './http-enhancers.js';
import { OpenResponses } from './open-responses.js';
import { OperationNames } from './operation-names.js';
import { RequestRecord } from './request-record.js';
import { RequestReporter } from './request-reporter.js';
import { RequestWatch } from './request-watch.js';
import { reportResponse } from './response-events.js';
import { handlersOf } from './route-handlers.js';
import { http2FactsOf } from './unfinished-response.js';
import { noteBody } from './upload-time.js';
import { WatchedHandlers } from './watched-handlers.js';

/**
 * Observes HTTP requests. The guard, the interceptor and the filter write into a request's record; only the end of the response
 * decides, once, with the status and the time that the client saw.
 */
export class HttpObserver implements Observer {
  readonly isExclusive = true;
  readonly #context: ObserverContext;
  readonly #handlers: WatchedHandlers;
  readonly #responses: OpenResponses;
  readonly #watch: RequestWatch;
  readonly #reporter: RequestReporter;
  /** A testing module can make several applications, with an adapter each. */
  readonly #adapters = new WeakSet<AbstractHttpAdapter>();
  #application: ObservedApplication | undefined;
  #adapter: AbstractHttpAdapter | undefined;
  #isStopped = false;

  constructor(context: ObserverContext) {
    const { clock, faults, incidents, rules } = context;
    this.#context = context;
    this.#handlers = new WatchedHandlers(incidents, rules, () => mountPathOf(this.#adapter));
    this.#responses = new OpenResponses(clock);
    const reporter = (this.#reporter = new RequestReporter(context, this.#handlers));
    this.#watch = new RequestWatch({ clock, faults, handlers: this.#handlers, responses: this.#responses, reporter });
  }

  attach(application: ObservedApplication): void {
    this.#application = application;
    // It is replayed where an adapter was set before, and also sent in an application without HTTP, where none was.
    application.host.init$.pipe(take(1)).subscribe(() => {
      // What is thrown here would end the process.
      this.#context.faults.guard('HTTP requests could not be observed', () => {
        const adapter = adapterOf(application);
        if (adapter !== undefined) this.#observe(adapter);
      });
    });
  }

  install(): void {
    const application = this.#application;
    const adapter = application && adapterOf(application);
    if (application === undefined || adapter === undefined) return;
    const { config, contexts, modules } = application;
    // An application of a testing module may get its adapter late.
    this.#observe(adapter);
    this.#handlers.nameOperations(new OperationNames(modules, config));
    this.#reporter.nameEndpoints(graphqlEndpoints(modules, config));
    installHttpEnhancers({ config, modules, contexts, adapter, rules: this.#context.rules });
  }

  settled(patience: number): Promise<void> {
    return this.#responses.settled(patience);
  }

  stop(): void {
    this.#isStopped = true;
  }

  rules(): readonly CompiledRule[] {
    const handlers = this.#application === undefined ? [] : handlersOf(this.#application.modules);
    return handlers.flatMap(({ controller, method }) => this.#context.rules.rulesFor(controller, method));
  }

  kinds(): readonly OutcomeKind[] {
    return this.#adapter === undefined ? [] : ['http'];
  }

  kindOf({ isController, method }: DecoratedMethod): OutcomeKind | undefined {
    return isController && isRouteHandler(method) ? 'http' : undefined;
  }

  /** Starts the clock of each request before anything else of the application runs. */
  #observe(adapter: AbstractHttpAdapter): void {
    if (this.#adapters.has(adapter)) return;
    this.#adapters.add(adapter);
    this.#adapter = adapter;
    seeFirst(adapter, this.#open);
  }

  readonly #open: Entry = (request, response, reports) => {
    if (this.#isStopped) return;
    const { clock, faults } = this.#context;
    faults.guard('A request could not be observed', () => {
      const record = RequestRecord.open(request, response, clock.now(), this.#watch);
      if (record === undefined) return;
      this.#responses.add(record);
      record.http2 = http2FactsOf(request);
      if (!reports) reportResponse(record, response);
      noteBody(record, request, clock);
    });
  };
}
