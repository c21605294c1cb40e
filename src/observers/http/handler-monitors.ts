import type { IncidentEngine } from '../../incidents/incident-engine.js';
import type { Monitor } from '../../incidents/monitor.js';
import type { RuleBook } from '../../rules/rule-book.js';
import type { ReachedHandler } from './request-record.js';

/** Nest's mark on handlers of server-sent events. */
const SSE_METADATA = '__sse__';
/** Routes come from the code, so there are few for each handler; should a program make them as it runs, the rest share one monitor. */
const MOST_ROUTES = 100;

/** What is watched of one handler: a monitor for each route and method that leads to it. */
interface WatchedHandler {
  readonly isEventStream: boolean;
  readonly routes: Map<string, Map<string, Monitor>>;
}

/** Finds the monitor of a request. The way is two look-ups long, because it is walked for every request. */
export class HandlerMonitors {
  readonly #engine: IncidentEngine;
  readonly #rules: RuleBook;
  readonly #handlers = new WeakMap<object, WeakMap<object, WatchedHandler>>();
  readonly #unreached: WatchedHandler = { isEventStream: false, routes: new Map() };

  constructor(engine: IncidentEngine, rules: RuleBook) {
    this.#engine = engine;
    this.#rules = rules;
  }

  /** Whether a handler sends events for as long as somebody listens. */
  isEventStream(reached: ReachedHandler): boolean {
    return this.#watched(reached).isEventStream;
  }

  /** @param reached absent where a route was matched, but no handler reached */
  monitorFor(method: string, route: string, reached: ReachedHandler | undefined): Monitor {
    const { routes } = reached === undefined ? this.#unreached : this.#watched(reached);
    const known = routes.has(route) || routes.size < MOST_ROUTES;
    const template = known ? route : '(other routes)';
    let methods = routes.get(template);
    if (methods === undefined) {
      methods = new Map<string, Monitor>();
      routes.set(template, methods);
    }
    let monitor = methods.get(method);
    if (monitor === undefined) methods.set(method, (monitor = this.#monitor(`${method} ${template}`, reached)));
    return monitor;
  }

  #watched({ controller, method }: ReachedHandler): WatchedHandler {
    let ofController = this.#handlers.get(controller);
    if (ofController === undefined) this.#handlers.set(controller, (ofController = new WeakMap()));
    let watched = ofController.get(method);
    if (watched === undefined) {
      watched = { isEventStream: Reflect.getMetadata(SSE_METADATA, method) === true, routes: new Map() };
      ofController.set(method, watched);
    }
    return watched;
  }

  #monitor(operation: string, reached: ReachedHandler | undefined): Monitor {
    if (reached === undefined) return this.#engine.monitor(this.#rules.rulesWithoutHandler, operation);
    const { controller, method } = reached;
    return this.#engine.monitor(this.#rules.rulesFor(controller, method), operation, controller.name);
  }
}
