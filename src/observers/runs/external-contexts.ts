import type { ExternalContextCreator } from '@nestjs/core';

import type { FaultLog } from '../fault-log.js';
import { noteRunOfRequest } from '../carried-runs.js';
import { UNWATCHED, type RunEnd } from './method-wrapper.js';
import type { MissedRuns } from './missed-runs.js';
import type { ObservedMethod } from './observed-method.js';
import { ObservedMethods } from './observed-methods.js';
import type { RunReporter } from './run-reporter.js';

type Create = ExternalContextCreator['create'];

/** A handler with its guards, pipes, interceptors and filters, as Nest makes it for the library that calls it. */
type Handler = ReturnType<Create>;

/** What a replaced `create` is known by: all copies of this library find it here. */
const REPLACED = Symbol.for('nestjs-opsgenie.external-contexts');

/** The context of a GraphQL resolver is its third argument. */
const GRAPHQL_CONTEXT = 2;

/** The `create` that an application had, and whether it was a property of its own. */
interface Replaced {
  readonly create: Create;
  readonly own: PropertyDescriptor | undefined;
}

/**
 * Observes the handlers that Nest makes for other libraries, such as root resolvers of GraphQL. One run includes the guards, pipes and
 * filters, so it ends the way its client sees it. All of that is made by one function of the application; this replaces it on its own
 * instance, and only once there is a handler to observe.
 */
export class ExternalContexts {
  readonly #reporter: RunReporter;
  readonly #missedRuns: MissedRuns;
  readonly #faults: FaultLog;
  readonly #observed = new ObservedMethods();
  #restore: (() => void) | undefined;
  #isStopped = false;

  constructor(reporter: RunReporter, missedRuns: MissedRuns, faults: FaultLog) {
    this.#reporter = reporter;
    this.#missedRuns = missedRuns;
    this.#faults = faults;
  }

  /** Observes a method that has an {@link EntryPoint.externalContext}, in all handlers that are made of it from now on. */
  observe(observed: ObservedMethod, contexts: ExternalContextCreator): void {
    this.#observed.add(observed);
    this.#restore ??= this.#replace(contexts);
  }

  /** Puts the function back. Handlers that it has made go on unobserved. */
  stop(): void {
    this.#isStopped = true;
    this.#restore?.();
  }

  #replace(contexts: ExternalContextCreator): () => void {
    // An earlier observer of the same application may not have been stopped: a testing module was compiled again.
    const current = Reflect.get(contexts, 'create');
    const own = Object.getOwnPropertyDescriptor(contexts, 'create');
    const replaced = replacedBy(current) ?? { create: current, own };
    const create = (...given: Parameters<Create>): Handler => {
      const handler: Handler = Reflect.apply(replaced.create, contexts, given);
      return this.#watched(handler, given);
    };
    Object.defineProperty(create, REPLACED, { value: replaced });
    Object.defineProperty(contexts, 'create', { value: create, writable: true, configurable: true, enumerable: true });
    return () => {
      // Another library may have replaced it since: what it has keeps working.
      if (Object.getOwnPropertyDescriptor(contexts, 'create')?.value !== create) return;
      if (replaced.own === undefined) Reflect.deleteProperty(contexts, 'create');
      else Object.defineProperty(contexts, 'create', replaced.own);
    };
  }

  #watched(handler: Handler, given: Parameters<Create>): Handler {
    let watched = handler;
    this.#faults.guard('A handler could not be observed', () => {
      const observed = this.#isStopped ? undefined : this.#find(given);
      if (observed === undefined) return;
      watched = (...args: unknown[]) => {
        if (this.#isStopped) return handler(...args);
        const run = this.#start(observed, args);
        // Called here, so that a stack has one frame of this library only.
        return this.#followed(handler(...args), observed, run, args);
      };
    });
    return watched;
  }

  #find(given: Parameters<Create>): ObservedMethod | undefined {
    const [instance, , name, , , , , , contextType] = given;
    const prototype = Reflect.getPrototypeOf(instance);
    const observed = prototype === null ? undefined : this.#observed.get(prototype, name);
    return observed?.entryPoint.externalContext === contextType ? observed : undefined;
  }

  // Nest's own handler returns such a promise, so the derived one differs in nothing but its identity. An `async` function would cost more.
  #followed(result: Promise<unknown>, observed: ObservedMethod, run: RunEnd, args: unknown[]): Promise<unknown> {
    return result.then(
      (value) => {
        run.returned(value);
        // GraphQL takes an error that is returned, as filters do, for one that is thrown.
        noteRunOfRequest(args[GRAPHQL_CONTEXT], value instanceof Error && readsErrors(observed));
        return value;
      },
      (error: unknown) => {
        run.threw(error);
        noteRunOfRequest(args[GRAPHQL_CONTEXT], readsErrors(observed));
        throw error;
      },
    );
  }

  #start(observed: ObservedMethod, args: unknown[]): RunEnd {
    const { job } = observed;
    let run = UNWATCHED;
    this.#faults.guard('A run could not be observed', () => {
      // Queries run side by side, so each stands for itself.
      run = this.#reporter.start(observed, job && this.#missedRuns.started(job, args));
    });
    return run;
  }
}

function readsErrors({ rules }: ObservedMethod): boolean {
  return rules.some((rule) => rule.readsErrors);
}

function replacedBy(create: object): Replaced | undefined {
  return Reflect.get(create, REPLACED) as Replaced | undefined;
}
