import type { AbstractHttpAdapter, ApplicationConfig } from '@nestjs/core';

import { handlerGuard } from './handler.guard.js';
import type { HttpObserver } from './http-observer.js';
import { OutcomeInterceptor } from './outcome.interceptor.js';
import { TransparentFilter } from './transparent.filter.js';

/**
 * Puts the guard, the interceptor and the filter where they see the most. It has to run after the application registered its own
 * globals and before Nest builds the routes, which is when a module's `configure()` runs.
 */
export function installHttpEnhancers(
  config: ApplicationConfig,
  adapter: AbstractHttpAdapter,
  observer: HttpObserver,
): void {
  // First: what other guards throw belongs to a handler, too.
  const guards = config.getGlobalGuards();
  guards.unshift(handlerGuard);
  // Should Nest ever hand out a copy, the guard comes last: guards that throw before it then fall under the module's rules.
  if (!config.getGlobalGuards().includes(handlerGuard)) config.useGlobalGuards(handlerGuard);
  // Innermost: it sees the error that the handler threw, before other interceptors map it.
  config.useGlobalInterceptors(new OutcomeInterceptor(observer));
  // Last: Nest asks the last one first.
  if (TransparentFilter.isPossible) config.useGlobalFilters(new TransparentFilter(config, adapter, observer));
}
