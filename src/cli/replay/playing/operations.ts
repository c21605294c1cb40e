import type { Monitor } from '../../../incidents/monitor.js';
import { foldedPath } from './folded-path.js';

/** What requests of one route have in common. */
export interface Operation {
  /** `GET /orders/:id` */
  readonly name: string;
  /** Whether a route is known for it. */
  readonly isRoute: boolean;
  /** Where its outcomes go, for each set of rules. */
  readonly monitors: readonly Monitor[];
}

/** An application has fewer routes. What comes on top shares one operation, so that paths that do not fold do not fill the memory. */
const MOST_OPERATIONS = 2_000;
const OTHERS = 'GET (other paths)';

/** What a web server or an application answers where it has no such route, or does not let a request come to one. */
const NO_ROUTE = new Set([400, 401, 403, 404, 405, 444]);

/**
 * Finds the operation of a request from its path, because an access log does not know routes. A path counts as a route once it was answered
 * by anything but 400, 401, 403, 404, 405 or 444. Until then its requests are named as the module names those without a route.
 */
export class Operations {
  readonly #routes = new Map<string, Operation>();
  readonly #monitorsOf: (name: string, isRoute: boolean) => readonly Monitor[];
  readonly #unknown: Operation;
  readonly #unrouted: Operation;
  #others: Operation | undefined;

  /** @param monitorsOf makes the monitors of an operation, one for each set of rules */
  constructor(monitorsOf: (name: string, isRoute: boolean) => readonly Monitor[]) {
    this.#monitorsOf = monitorsOf;
    this.#unknown = this.#make('404:*', false);
    this.#unrouted = this.#make('unrouted:*', false);
  }

  /** @param status that of the answer; absent where there was none */
  of(target: string, status: number | undefined): Operation {
    const name = foldedPath(target);
    const known = this.#routes.get(name);
    if (known !== undefined) return known;
    if (status !== undefined && NO_ROUTE.has(status)) return status === 404 ? this.#unknown : this.#unrouted;
    if (this.#routes.size >= MOST_OPERATIONS) return (this.#others ??= this.#make(OTHERS, true));
    const operation = this.#make(name, true);
    this.#routes.set(name, operation);
    return operation;
  }

  /** How many routes were found. */
  get size(): number {
    return this.#routes.size;
  }

  #make(name: string, isRoute: boolean): Operation {
    return { name, isRoute, monitors: this.#monitorsOf(name, isRoute) };
  }
}
