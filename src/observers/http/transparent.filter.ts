import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { BaseExceptionFilter, type AbstractHttpAdapter, type ApplicationConfig } from '@nestjs/core';

import { chosenOf, type BoundFilter, type BoundFilters } from './bound-filters.js';
import { RequestRecord } from './request-record.js';

/** Marks the filters of this library, also for its other copies: none of them may call another. */
const IS_TRANSPARENT = Symbol.for('nestjs-opsgenie.transparent-filter');

/**
 * Sees the errors that no interceptor sees (of guards, middleware, parsing, unknown routes), and delegates to the filter that would have
 * answered without it.
 *
 * Nest runs exactly one filter, and asks the last of its list first. This one passes the error on to the next in that order.
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

  /** Whether an item of a list of filters is from any copy of this library. */
  static isOne(filter: unknown): boolean {
    try {
      return typeof filter === 'object' && filter !== null && Reflect.get(filter, IS_TRANSPARENT) === true;
    } catch {
      // It is the application's, and cannot be read.
      return false;
    }
  }

  /**
   * Nest reads this once, when it takes the filters for a route. The filters before this one are therefore taken at the same moment: one
   * that is registered later is ignored, as it would be without this library.
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
    // In other contexts, a filter that returns nothing has not answered, and Nest continues as without a filter.
    return isRequest ? this.#builtIn.catch(exception, host) : undefined;
  }

  /** @returns whether there is a response to answer with; some libraries run other work under the type `http` */
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
