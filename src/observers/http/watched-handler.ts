import type { IncidentEngine } from '../../incidents/incident-engine.js';
import type { Monitor } from '../../incidents/monitor.js';
import type { CompiledRule } from '../../rules/compiled-rule.js';

/** Routes come from the code, so there are few for each handler; should a program make them as it runs, the rest share one monitor. */
const MOST_ROUTES = 100;
const OTHER_ROUTES = '(other routes)';

/** A handler as its code names it. */
export interface HandlerNames {
  readonly controller: string;
  readonly method: string;
}

/** What is known of a handler from the code. */
export interface HandlerFacts {
  /** Absent for what comes to a route, but to no handler. */
  readonly names?: HandlerNames;
  /** Whether it sends events for as long as somebody listens. */
  readonly isEventStream?: boolean;
  /** Whether guards of the application stand before it. */
  readonly isGuarded?: boolean;
  /** Gives the path that comes before every route. */
  readonly routePrefix: () => string;
}

/** What is watched of one handler: a monitor for each route and HTTP method that leads to it. */
export class WatchedHandler {
  readonly #engine: IncidentEngine;
  readonly #rules: readonly CompiledRule[];
  readonly #routes = new Map<string, Map<string, Monitor>>();
  readonly #routePrefix: () => string;
  readonly names: HandlerNames | undefined;
  readonly isEventStream: boolean;
  readonly isGuarded: boolean;
  /** Whether errors matter to a rule. */
  readonly watchesErrors: boolean;

  constructor(engine: IncidentEngine, rules: readonly CompiledRule[], facts: HandlerFacts) {
    this.#engine = engine;
    this.#rules = rules;
    this.#routePrefix = facts.routePrefix;
    this.names = facts.names;
    this.isEventStream = facts.isEventStream === true;
    this.isGuarded = facts.isGuarded === true;
    this.watchesErrors = rules.some(({ rule }) => rule.kind !== 'status');
  }

  /** The monitor of a request. The way is two look-ups long, because it is walked for every request. */
  monitorFor(method: string, route: string): Monitor {
    const known = this.#routes.get(route)?.get(method);
    return known ?? this.#newMonitor(method, route);
  }

  /** The same, absent if nothing came by this way so far. */
  knownMonitorFor(method: string, route: string): Monitor | undefined {
    return (this.#routes.get(route) ?? this.#routes.get(OTHER_ROUTES))?.get(method);
  }

  #newMonitor(method: string, route: string): Monitor {
    const template = this.#routes.has(route) || this.#routes.size < MOST_ROUTES ? route : OTHER_ROUTES;
    let methods = this.#routes.get(template);
    if (methods === undefined) this.#routes.set(template, (methods = new Map<string, Monitor>()));
    let monitor = methods.get(method);
    if (monitor === undefined) {
      monitor = this.#engine.monitor(
        this.#rules,
        `${method} ${this.#routePrefix()}${template}`,
        this.names?.controller,
      );
      methods.set(method, monitor);
    }
    return monitor;
  }
}
