import { UseGuards, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { ApplicationConfig, ModulesContainer } from '@nestjs/core';

import { handlerGuard } from './handler.guard.js';
import { keyOf, listOf } from './handler-interception.js';
import { handlersOf } from './route-handlers.js';
import { RequestRecord } from './request-record.js';
import { markGuarded } from './watched-handlers.js';

/** Notes that a request has passed all guards of the application: what is answered then, the operation answers itself. */
const passageGuard: CanActivate = {
  canActivate(context: ExecutionContext): boolean {
    const record = context.getType() === 'http' ? RequestRecord.of(context.getArgByIndex(0)) : undefined;
    if (record !== undefined) record.passedGuards = true;
    return true;
  },
};

/** Puts the last guard on the handlers that have other guards. A request that reaches any other handler has passed all guards. */
export function notePassage(modules: ModulesContainer, config: ApplicationConfig): void {
  const key = keyOf(UseGuards(passageGuard), passageGuard);
  if (key === undefined) return;
  const isGuardedEverywhere =
    config.getGlobalGuards().some((guard) => guard !== handlerGuard) || config.getGlobalRequestGuards().length > 0;
  for (const { controller, name, method } of handlersOf(modules)) {
    const own = listOf(method, key);
    if (own.includes(passageGuard)) continue;
    if (!isGuardedEverywhere && own.length === 0 && listOf(controller, key).length === 0) continue;
    // Nest ignores a value that is not a list, but its decorator does not.
    if (!Array.isArray(Reflect.getMetadata(key, method) ?? [])) continue;
    UseGuards(passageGuard)(controller.prototype, name, { value: method });
    markGuarded(method);
  }
}
