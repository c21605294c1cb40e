import type { IncidentEngine } from '../../incidents/incident-engine.js';
import type { Monitor } from '../../incidents/monitor.js';
import type { CompiledRule } from '../../rules/compiled-rule.js';
import type { OperationName } from './operation-names.js';

/** The names of a handler in the code. */
export interface HandlerNames {
  readonly controller: string;
  readonly method: string;
}

/** What the code says about a handler. */
export interface HandlerFacts {
  readonly names: HandlerNames;
  /** Absent for a method that is not a handler of a controller that Nest knows. */
  readonly operation: OperationName | undefined;
  /** Whether it sends events for as long as a client listens. */
  readonly isEventStream: boolean;
  /** Whether guards of the application run before it. */
  readonly isGuarded: boolean;
  /** Returns the path that precedes every route. */
  readonly routePrefix: () => string;
}

/** One handler with its rules. It is one operation, whatever paths, versions and methods lead to it. */
export class WatchedHandler {
  readonly #engine: IncidentEngine;
  readonly #rules: readonly CompiledRule[];
  readonly #facts: HandlerFacts;
  #monitor: Monitor | undefined;
  readonly names: HandlerNames;
  readonly isEventStream: boolean;
  readonly isGuarded: boolean;
  /** Whether a rule depends on errors. */
  readonly watchesErrors: boolean;

  constructor(engine: IncidentEngine, rules: readonly CompiledRule[], facts: HandlerFacts) {
    this.#engine = engine;
    this.#rules = rules;
    this.#facts = facts;
    this.names = facts.names;
    this.isEventStream = facts.isEventStream;
    this.isGuarded = facts.isGuarded;
    this.watchesErrors = watchErrors(rules);
  }

  /** The monitor of its requests. The first request shows how the adapter writes the route. */
  monitorFor(method: string, route: string): Monitor {
    return (this.#monitor ??= this.#newMonitor(method, route));
  }

  #newMonitor(method: string, route: string): Monitor {
    const { operation, names, routePrefix } = this.#facts;
    const { verb = method, route: declared = route, distinction = '', controller = names.controller } = operation ?? {};
    return this.#engine.monitor(this.#rules, `${verb} ${routePrefix()}${declared}${distinction}`, controller);
  }
}

/** Whether one of these rules depends on errors. */
export function watchErrors(rules: readonly CompiledRule[]): boolean {
  return rules.some(({ readsErrors }) => readsErrors);
}
