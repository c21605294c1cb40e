import type { AbstractHttpAdapter, ApplicationConfig, ExternalContextCreator, ModulesContainer } from '@nestjs/core';

import type { RuleBook } from '../../rules/rule-book.js';

import { BoundFilters, dependsOnModule } from './bound-filters.js';
import { handlerGuard } from './handler.guard.js';
import { interceptHandlers } from './handler-interception.js';
import { outcomeInterceptor } from './outcome.interceptor.js';
import { notePassage } from './passage.guard.js';
import { TransparentFilter } from './transparent.filter.js';

/** The parts of an application that the enhancers need. */
export interface HttpApplication {
  readonly config: ApplicationConfig;
  readonly modules: ModulesContainer;
  readonly contexts: ExternalContextCreator;
  readonly adapter: AbstractHttpAdapter;
  readonly rules: RuleBook;
}

/**
 * Puts the guard, the interceptor and the filter where they see the most. It must run after the application has registered its own
 * globals and before Nest builds the routes, which is when a module's `configure()` runs. It may run again for the same
 * configuration: a testing module that is compiled again keeps it.
 */
export function installHttpEnhancers(application: HttpApplication): void {
  const { config, modules, rules } = application;
  installGuard(config);
  // The last guard: a request that reaches it has passed all others.
  notePassage(modules, config);
  const seesAllErrors = installFilter(application);
  // Innermost: it sees the error that the handler threw, before other interceptors map it.
  if (!interceptHandlers(modules, config, rules, seesAllErrors) && !isIntercepted(config))
    config.useGlobalInterceptors(outcomeInterceptor);
}

// First: errors of other guards belong to a handler, too.
function installGuard(config: ApplicationConfig): void {
  if (config.getGlobalGuards().includes(handlerGuard)) return;
  config.getGlobalGuards().unshift(handlerGuard);
  // If Nest ever returns a copy, the guard comes last: guards that throw before it then fall under the module's rules.
  if (!config.getGlobalGuards().includes(handlerGuard)) config.useGlobalGuards(handlerGuard);
}

/** @returns whether the filter sees all errors that no filter of a controller or of a single request takes */
function installFilter({ config, modules, contexts, adapter }: HttpApplication): boolean {
  const filters = BoundFilters.of(contexts);
  if (filters === undefined) return false;
  const list = config.getGlobalFilters();
  const earlier = list.findIndex((filter) => TransparentFilter.isOne(filter));
  if (earlier !== -1) list.splice(earlier, 1);
  const filter = new TransparentFilter(config, adapter, filters);
  if (dependsOnModule(list, modules)) {
    // Only Nest knows which filter is next, so this one lets all others go first.
    list.unshift(filter);
    return false;
  }
  config.useGlobalFilters(filter);
  return true;
}

function isIntercepted(config: ApplicationConfig): boolean {
  return config.getGlobalInterceptors().includes(outcomeInterceptor);
}
