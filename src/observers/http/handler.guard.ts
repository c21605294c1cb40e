import type { CanActivate, ExecutionContext } from '@nestjs/common';

import { RequestRecord } from './request-record.js';

/**
 * Notes which handler a request reached, and lets everything pass. It runs before all other guards, so that the rules of a handler
 * also hold for what its guards throw.
 */
export const handlerGuard: CanActivate = {
  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const request: unknown = context.getArgByIndex(0);
    const record = RequestRecord.of(request);
    // First: once the handler is known, the route needs fewer checks.
    record?.witness.seeHandler(record, context.getClass(), context.getHandler());
    record?.noteRoute(request);
    return true;
  },
};
