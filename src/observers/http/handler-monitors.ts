import type { IncidentEngine } from '../../incidents/incident-engine.js';
import type { Monitor } from '../../incidents/monitor.js';
import type { RuleBook } from '../../rules/rule-book.js';
import type { ReachedHandler } from './request-record.js';

/** Nest's mark on handlers of server-sent events. */
const SSE_METADATA = '__sse__';
/** Routes come from the code, so there are few for each handler; should a program make them as it runs, the rest share one monitor. */
const MOST_ROUTES = 100;
const OTHER_ROUTES = '(other routes)';

/** What is watched of one handler: a monitor for each route and method that leads to it. */
interface WatchedHandler {
  readonly isEventStream: boolean;
  readonly watchesStreams: boolean;
  readonly routes: Map<string, Map<string, Monitor>>;
}

/** Finds the monitor of a request. The way is two look-ups long, because it is walked for every request. */
export class HandlerMonitors {
  readonly #engine: IncidentEngine;
  readonly #rules: RuleBook;
  readonly #handlers = new WeakMap<object, WeakMap<object, WatchedHandler>>();
  readonly #unreached: WatchedHandler = { isEventStream: false, watchesStreams: false, routes: new Map() };

  constructor(engine: IncidentEngine, rules: RuleBook) {
    this.#engine = engine;
    this.#rules = rules;
  }

  /** Whether a handler sends events for as long as somebody listens. */
  isEventStream(reached: ReachedHandler): boolean {
    return this.#watched(reached).isEventStream;
  }

  /** Whether it matters to a rule of a handler when a stream begins, or whether it breaks off. */
  watchesStreams(reached: ReachedHandler): boolean {
    return this.#watched(reached).watchesStreams;
  }

  /** @param reached absent where a route was matched, but no handler reached */
  monitorFor(method: string, route: string, reached: ReachedHandler | undefined): Monitor {
    const { routes } = reached === undefined ? this.#unreached : this.#watched(reached);
    const known = routes.has(route) || routes.size < MOST_ROUTES;
    const template = known ? route : OTHER_ROUTES;
    let methods = routes.get(template);
    if (methods === undefined) {
      methods = new Map<string, Monitor>();
      routes.set(template, methods);
    }
    let monitor = methods.get(method);
    if (monitor === undefined) methods.set(method, (monitor = this.#monitor(`${method} ${template}`, reached)));
    return monitor;
  }

  /** The monitor of what came to a route, but not to its handler; absent if nothing did so far. */
  knownMonitorWithoutHandler(method: string, route: string): Monitor | undefined {
    const { routes } = this.#unreached;
    return (routes.get(route) ?? routes.get(OTHER_ROUTES))?.get(method);
  }

  #watched({ controller, method }: ReachedHandler): WatchedHandler {
    let ofController = this.#handlers.get(controller);
    if (ofController === undefined) this.#handlers.set(controller, (ofController = new WeakMap()));
    let watched = ofController.get(method);
    if (watched === undefined) {
      const rules = this.#rules.rulesFor(controller, method);
      watched = {
        isEventStream: isEventStream(method),
        watchesStreams: rules.some(({ rule }) => rule.kind !== 'status'),
        routes: new Map(),
      };
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

/** Whether a handler sends events for as long as somebody listens. */
export function isEventStream(method: object): boolean {
  return Reflect.getMetadata(SSE_METADATA, method) === true;
}
