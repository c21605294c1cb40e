import { StreamableFile, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { tap, type Observable } from 'rxjs';

import type { HttpObserver } from './http-observer.js';
import { RequestRecord } from './request-record.js';

/**
 * Sees what only an interceptor sees: the error that a handler throws, before any filter of the application takes it, and
 * the handler's own time where the answer is a stream.
 *
 * It only looks. Nothing in it may throw: Nest would make that the answer.
 */
export class OutcomeInterceptor implements NestInterceptor {
  readonly #observer: HttpObserver;

  constructor(observer: HttpObserver) {
    this.#observer = observer;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const record = context.getType() === 'http' ? RequestRecord.of(context.getArgByIndex(0)) : undefined;
    if (record === undefined) return next.handle();
    return next.handle().pipe(
      tap({
        next: (value) => {
          if (value instanceof StreamableFile) this.#observer.seeStream(record);
        },
        error: (error: unknown) => this.#observer.seeError(record, error),
      }),
    );
  }
}
