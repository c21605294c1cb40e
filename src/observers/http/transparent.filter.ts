import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { BaseExceptionFilter, type AbstractHttpAdapter, type ApplicationConfig } from '@nestjs/core';

import { chosenOf, type BoundFilter, type BoundFilters } from './bound-filters.js';
import { RequestRecord } from './request-record.js';

/** Marks the filters of this library, also for its other copies: none of them may call another. */
const IS_TRANSPARENT = Symbol.for('nestjs-opsgenie.transparent-filter');

/**
 * Sees the errors that no interceptor sees (of guards, middleware, parsing, unknown routes), and lets the filter answer that would
 * have answered without it.
 *
 * Nest runs exactly one filter, and asks the last of its list first. This one hands on to the one before it that is next in turn.
 */
@Catch()
export class TransparentFilter implements ExceptionFilter {
  readonly [IS_TRANSPARENT] = true;
  readonly #config: ApplicationConfig;
  readonly #adapter: AbstractHttpAdapter;
  readonly #filters: BoundFilters;
  readonly #builtIn: BaseExceptionFilter;

  constructor(config: ApplicationConfig, adapter: AbstractHttpAdapter, filters: BoundFilters) {
    this.#config = config;
    this.#adapter = adapter;
    this.#filters = filters;
    this.#builtIn = new BaseExceptionFilter(adapter);
  }

  /** Whether something in a list of filters is of this library, whichever copy of it. */
  static isOne(filter: unknown): boolean {
    try {
      return typeof filter === 'object' && filter !== null && Reflect.get(filter, IS_TRANSPARENT) === true;
    } catch {
      // It is of the application, and will not be looked at.
      return false;
    }
  }

  /**
   * Nest reads this when it takes the filters for a route, and never again. So what stands before this filter is taken at the same
   * moment: a filter that is registered later is ignored, as it is without this one.
   */
  get catch(): (exception: unknown, host: ArgumentsHost) => unknown {
    const list: readonly unknown[] = this.#config.getGlobalFilters();
    const before = list.slice(0, Math.max(list.indexOf(this), 0));
    const others = this.#filters.read(before.filter((filter) => !TransparentFilter.isOne(filter)));
    return (exception, host) => this.#handOn(others, exception, host);
  }

  #handOn(others: readonly BoundFilter[], exception: unknown, host: ArgumentsHost): unknown {
    const isRequest = this.#see(exception, host);
    const chosen = chosenOf(others, exception);
    if (chosen !== undefined) return chosen.func(exception, host);
    // In other contexts, what returns nothing has not answered, and Nest does what it does without a filter.
    return isRequest ? this.#builtIn.catch(exception, host) : undefined;
  }

  /** @returns whether there is a response to answer with; some libraries run what is no request under the type `http` */
  #see(exception: unknown, host: ArgumentsHost): boolean {
    if (host.getType() !== 'http') return false;
    const request: unknown = host.getArgByIndex(0);
    const record = RequestRecord.of(request);
    if (record === undefined) return this.#isResponse(host.getArgByIndex(1));
    record.noteRoute(request);
    record.witness.seeError(record, exception);
    return true;
  }

  #isResponse(response: unknown): boolean {
    try {
      return typeof this.#adapter.isHeadersSent(response) === 'boolean';
    } catch {
      return false;
    }
  }
}
