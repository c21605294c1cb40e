import type { IncidentEngine } from '../../incidents/incident-engine.js';
import type { Monitor } from '../../incidents/monitor.js';
import type { CompiledRule } from '../../rules/compiled-rule.js';
import { watchErrors } from './watched-handler.js';

/** Routes come from the code, so there are few. If a program creates them at run time, the rest share one monitor. */
const MOST_ROUTES = 100;
const OTHER_ROUTES = '(other routes)';

/** The monitors of requests that reach a route but no handler: one for each route and method. */
export class UnreachedRoutes {
  readonly #engine: IncidentEngine;
  readonly #rules: readonly CompiledRule[];
  readonly #routePrefix: () => string;
  readonly #routes = new Map<string, Map<string, Monitor>>();
  /** Whether a rule depends on errors. */
  readonly watchesErrors: boolean;

  /** @param routePrefix returns the path that precedes every route */
  constructor(engine: IncidentEngine, rules: readonly CompiledRule[], routePrefix: () => string) {
    this.#engine = engine;
    this.#rules = rules;
    this.#routePrefix = routePrefix;
    this.watchesErrors = watchErrors(rules);
  }

  /** The monitor of a request. */
  monitorFor(method: string, route: string): Monitor {
    const template = this.#routes.has(route) || this.#routes.size < MOST_ROUTES ? route : OTHER_ROUTES;
    let methods = this.#routes.get(template);
    if (methods === undefined) this.#routes.set(template, (methods = new Map<string, Monitor>()));
    let monitor = methods.get(method);
    if (monitor === undefined) methods.set(method, (monitor = this.#newMonitor(method, template)));
    return monitor;
  }

  /** The same; absent if no such request has been seen so far. */
  knownMonitorFor(method: string, route: string): Monitor | undefined {
    return (this.#routes.get(route) ?? this.#routes.get(OTHER_ROUTES))?.get(method);
  }

  #newMonitor(method: string, template: string): Monitor {
    return this.#engine.monitor(this.#rules, `${method} ${this.#routePrefix()}${template}`);
  }
}
