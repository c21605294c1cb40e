import type { IncidentEngine } from '../../incidents/incident-engine.js';
import type { Monitor } from '../../incidents/monitor.js';
import type { CompiledRule } from '../../rules/compiled-rule.js';
import type { OperationName } from './operation-names.js';

/** A handler as its code names it. */
export interface HandlerNames {
  readonly controller: string;
  readonly method: string;
}

/** What is known of a handler from the code. */
export interface HandlerFacts {
  readonly names: HandlerNames;
  /** Absent for what is no handler of a controller that Nest knows. */
  readonly operation: OperationName | undefined;
  /** Whether it sends events for as long as a client listens. */
  readonly isEventStream: boolean;
  /** Whether guards of the application stand before it. */
  readonly isGuarded: boolean;
  /** Gives the path that comes before every route. */
  readonly routePrefix: () => string;
}

/** What is watched of one handler. It is one operation, whatever paths, versions and methods lead to it. */
export class WatchedHandler {
  readonly #engine: IncidentEngine;
  readonly #rules: readonly CompiledRule[];
  readonly #facts: HandlerFacts;
  #monitor: Monitor | undefined;
  readonly names: HandlerNames;
  readonly isEventStream: boolean;
  readonly isGuarded: boolean;
  /** Whether errors matter to a rule. */
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

  /** The monitor of its requests. The first one says how the adapter writes the route. */
  monitorFor(method: string, route: string): Monitor {
    return (this.#monitor ??= this.#newMonitor(method, route));
  }

  #newMonitor(method: string, route: string): Monitor {
    const { operation, names, routePrefix } = this.#facts;
    const { verb = method, route: declared = route, distinction = '', controller = names.controller } = operation ?? {};
    return this.#engine.monitor(this.#rules, `${verb} ${routePrefix()}${declared}${distinction}`, controller);
  }
}

/** Whether errors matter to one of these rules. */
export function watchErrors(rules: readonly CompiledRule[]): boolean {
  return rules.some(({ readsErrors }) => readsErrors);
}
