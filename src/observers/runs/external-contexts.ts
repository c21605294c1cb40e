import type { ExternalContextCreator } from '@nestjs/core';

import type { FaultLog } from '../fault-log.js';
import { noteRunOfRequest } from '../carried-runs.js';
import type { ObservedMethod } from './observed-method.js';
import type { RunReporter } from './run-reporter.js';

type Create = ExternalContextCreator['create'];

/** A handler with its guards, pipes, interceptors and filters, as Nest makes it for the library that calls it. */
type Handler = ReturnType<Create>;

/** What a replaced `create` is known by: all copies of this library find it here. */
const REPLACED = Symbol.for('nestjs-opsgenie.external-contexts');

/** The context of a GraphQL resolver is its third argument. */
const GRAPHQL_CONTEXT = 2;
const NO_ERRORS: readonly unknown[] = [];

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
  readonly #faults: FaultLog;
  readonly #observed = new Map<object, Map<string | symbol, ObservedMethod>>();
  #restore: (() => void) | undefined;
  #isStopped = false;

  constructor(reporter: RunReporter, faults: FaultLog) {
    this.#reporter = reporter;
    this.#faults = faults;
  }

  /** Observes a method that has an {@link EntryPoint.externalContext}, in all handlers that are made of it from now on. */
  observe(observed: ObservedMethod, contexts: ExternalContextCreator): void {
    const { prototype } = observed.method.type;
    let methods = this.#observed.get(prototype);
    if (methods === undefined) this.#observed.set(prototype, (methods = new Map<string | symbol, ObservedMethod>()));
    methods.set(observed.method.name, observed);
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
      watched = (...args: unknown[]) => (this.#isStopped ? handler(...args) : this.#run(observed, handler, args));
    });
    return watched;
  }

  #find(given: Parameters<Create>): ObservedMethod | undefined {
    const [instance, , name, , , , , , contextType] = given;
    const prototype = Reflect.getPrototypeOf(instance);
    const observed = prototype === null ? undefined : this.#observed.get(prototype)?.get(name);
    return observed?.entryPoint.externalContext === contextType ? observed : undefined;
  }

  // Nest's own handler is such a function, so the promise differs in nothing but its identity.
  async #run(observed: ObservedMethod, handler: Handler, args: unknown[]): Promise<unknown> {
    const startedAt = this.#reporter.started();
    let result: unknown;
    try {
      result = await handler(...args);
    } catch (error) {
      this.#ended(observed, startedAt, args, [error]);
      throw error;
    }
    // GraphQL takes an error that is returned, as filters do, for one that is thrown.
    this.#ended(observed, startedAt, args, result instanceof Error ? [result] : NO_ERRORS);
    return result;
  }

  #ended(observed: ObservedMethod, startedAt: number, args: readonly unknown[], errors: readonly unknown[]): void {
    this.#reporter.ended(observed, startedAt, errors);
    const isFailureCounted = errors.length > 0 && observed.rules.some(({ readsErrors }) => readsErrors);
    noteRunOfRequest(args[GRAPHQL_CONTEXT], isFailureCounted);
  }
}

function replacedBy(create: object): Replaced | undefined {
  return Reflect.get(create, REPLACED) as Replaced | undefined;
}
