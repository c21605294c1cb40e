import type { IncidentEngine } from '../../incidents/incident-engine.js';
import type { RuleBook } from '../../rules/rule-book.js';
import type { OperationNames } from './operation-names.js';
import { isEventStream } from './route-handlers.js';
import { UnreachedRoutes } from './unreached-routes.js';
import { WatchedHandler } from './watched-handler.js';

/** Methods of handlers with a last guard, which notes that a request has passed all others. */
const GUARDED = new WeakSet<object>();

/** A class or a method. */
export interface Named {
  readonly name: string;
}

/** The handlers of an application, with the rules of each. */
export class WatchedHandlers {
  readonly #engine: IncidentEngine;
  readonly #rules: RuleBook;
  readonly #known = new WeakMap<Named, WeakMap<Named, WatchedHandler>>();
  /** For requests that reach a route but no handler. */
  readonly unreached: UnreachedRoutes;
  readonly #routePrefix: () => string;
  #names: OperationNames | undefined;

  /** @param routePrefix returns the path at which the application is mounted on another one, which may happen late */
  constructor(engine: IncidentEngine, rules: RuleBook, routePrefix: () => string) {
    this.#engine = engine;
    this.#rules = rules;
    this.#routePrefix = routePrefix;
    this.unreached = new UnreachedRoutes(engine, rules.rulesWithoutHandler, routePrefix);
  }

  /** The path at which the application is mounted on another one; mostly empty. */
  get routePrefix(): string {
    return this.#routePrefix();
  }

  /** Sets the names of the application's handlers. Until then, each is named by the route of its first request. */
  nameOperations(names: OperationNames): void {
    this.#names = names;
  }

  /** By class and method: an inherited method is the same function in several controllers. */
  of(controller: Named, method: Named): WatchedHandler {
    let ofController = this.#known.get(controller);
    if (ofController === undefined) this.#known.set(controller, (ofController = new WeakMap()));
    let handler = ofController.get(method);
    if (handler === undefined) {
      const rules = this.#rules.rulesFor(controller, method);
      handler = new WatchedHandler(this.#engine, rules, {
        names: { controller: controller.name, method: method.name },
        operation: this.#names?.of(controller, method),
        isEventStream: isEventStream(method),
        isGuarded: GUARDED.has(method),
        routePrefix: this.#routePrefix,
      });
      ofController.set(method, handler);
    }
    return handler;
  }
}

/** Marks a handler that has a last guard. */
export function markGuarded(method: object): void {
  GUARDED.add(method);
}
