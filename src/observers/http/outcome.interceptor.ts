import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { tap, type Observable } from 'rxjs';

import { RequestRecord } from './request-record.js';

/**
 * Sees the error that a handler throws, before any interceptor or filter of the application takes it.
 *
 * It has no state: the same one serves all applications of a process.
 */
export const outcomeInterceptor: NestInterceptor = {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const record = context.getType() === 'http' ? RequestRecord.of(context.getArgByIndex(0)) : undefined;
    if (record === undefined) return next.handle();
    return next.handle().pipe(tap({ error: (error: unknown) => record.witness.seeError(record, error) }));
  },
};
