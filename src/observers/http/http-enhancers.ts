import type { AbstractHttpAdapter, ApplicationConfig, ModulesContainer } from '@nestjs/core';

import type { RuleBook } from '../../rules/rule-book.js';

import { handlerGuard } from './handler.guard.js';
import { interceptHandlers } from './handler-interception.js';
import { outcomeInterceptor } from './outcome.interceptor.js';
import { TransparentFilter } from './transparent.filter.js';

/** What the enhancers need to know of an application. */
export interface HttpApplication {
  readonly config: ApplicationConfig;
  readonly modules: ModulesContainer;
  readonly adapter: AbstractHttpAdapter;
  readonly rules: RuleBook;
}

/**
 * Puts the guard, the interceptor and the filter where they see the most. It has to run after the application registered its own
 * globals and before Nest builds the routes, which is when a module's `configure()` runs.
 */
export function installHttpEnhancers({ config, modules, adapter, rules }: HttpApplication): void {
  // First: what other guards throw belongs to a handler, too.
  const guards = config.getGlobalGuards();
  guards.unshift(handlerGuard);
  // Should Nest ever hand out a copy, the guard comes last: guards that throw before it then fall under the module's rules.
  if (!config.getGlobalGuards().includes(handlerGuard)) config.useGlobalGuards(handlerGuard);
  // Innermost: it sees the error that the handler threw, before other interceptors map it.
  if (!interceptHandlers(modules, config, rules)) config.useGlobalInterceptors(outcomeInterceptor);
  // Last: Nest asks the last one first.
  if (TransparentFilter.isPossible) config.useGlobalFilters(new TransparentFilter(config, adapter));
}
