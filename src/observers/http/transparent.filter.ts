import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { BaseExceptionFilter, type AbstractHttpAdapter, type ApplicationConfig } from '@nestjs/core';

import { RequestRecord } from './request-record.js';

/** Where `@Catch()` writes down what a filter is for. Nest does not export the name. */
const CATCH_METADATA = '__filterCatchExceptions__';

/**
 * Sees the errors that no interceptor sees (of guards, middleware, parsing, unknown routes), and lets the filter answer that would
 * have answered without it.
 *
 * Nest runs exactly one filter. This one stands last in the list, so it is chosen before the application's other global filters,
 * and hands on to the one that is next.
 */
@Catch()
export class TransparentFilter implements ExceptionFilter {
  readonly #config: ApplicationConfig;
  readonly #builtIn: BaseExceptionFilter;

  constructor(config: ApplicationConfig, adapter: AbstractHttpAdapter) {
    this.#config = config;
    this.#builtIn = new BaseExceptionFilter(adapter);
  }

  /** Whether filters can be told apart here. Where they cannot, the application's filters must not be touched. */
  static get isPossible(): boolean {
    return Array.isArray(Reflect.getMetadata(CATCH_METADATA, TransparentFilter));
  }

  catch(exception: unknown, host: ArgumentsHost): unknown {
    const isHttp = host.getType() === 'http';
    if (isHttp) {
      const request: unknown = host.getArgByIndex(0);
      const record = RequestRecord.of(request);
      record?.noteRoute(request);
      record?.witness.seeError(record, exception);
    }
    const filter = this.#config
      .getGlobalFilters()
      .findLast((candidate) => candidate !== this && isFor(candidate, exception));
    if (filter !== undefined) return filter.catch(exception, host);
    // In other contexts, what returns nothing has not answered, and Nest does what it does without a filter.
    return isHttp ? this.#builtIn.catch(exception, host) : undefined;
  }
}

function isFor(filter: ExceptionFilter, exception: unknown): boolean {
  const types: unknown = Reflect.getMetadata(CATCH_METADATA, filter.constructor);
  if (!Array.isArray(types) || types.length === 0) return true;
  return types.some((type) => exception instanceof type);
}
