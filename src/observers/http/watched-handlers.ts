import type { IncidentEngine } from '../../incidents/incident-engine.js';
import type { RuleBook } from '../../rules/rule-book.js';
import type { OperationNames } from './operation-names.js';
import { isEventStream } from './route-handlers.js';
import { UnreachedRoutes } from './unreached-routes.js';
import { WatchedHandler } from './watched-handler.js';

/** Methods of handlers of which it is known when a request has come past their guards. */
const GUARDED = new WeakSet<object>();

/** A class or a method. */
export interface Named {
  readonly name: string;
}

/** Finds what is watched of a handler. */
export class WatchedHandlers {
  readonly #engine: IncidentEngine;
  readonly #rules: RuleBook;
  readonly #known = new WeakMap<Named, WeakMap<Named, WatchedHandler>>();
  /** For what comes to a route, but to no handler. */
  readonly unreached: UnreachedRoutes;
  readonly #routePrefix: () => string;
  #names: OperationNames | undefined;

  /** @param routePrefix where the application is mounted on another one, which may happen late */
  constructor(engine: IncidentEngine, rules: RuleBook, routePrefix: () => string) {
    this.#engine = engine;
    this.#rules = rules;
    this.#routePrefix = routePrefix;
    this.unreached = new UnreachedRoutes(engine, rules.rulesWithoutHandler, routePrefix);
  }

  /** Takes the names of the application's handlers. Until then each goes by the route that a request came by. */
  nameOperations(names: OperationNames): void {
    this.#names = names;
  }

  /** By class and method: a method that is inherited is the same function in several controllers. */
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

/** Says of a handler that it will be known when a request has come past its guards. */
export function markGuarded(method: object): void {
  GUARDED.add(method);
}
