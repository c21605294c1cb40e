import { UseFilters, UseInterceptors, type ExceptionFilter } from '@nestjs/common';
import type { ApplicationConfig, ModulesContainer } from '@nestjs/core';

import type { RuleBook } from '../../rules/rule-book.js';
import { outcomeInterceptor } from './outcome.interceptor.js';
import { handlersOf, isEventStream } from './route-handlers.js';

/** Where Nest writes down the interceptors and filters of a class or method. */
interface EnhancerKeys {
  readonly interceptors: unknown;
  readonly filters: unknown;
}

/**
 * Puts the interceptor on the handlers that need it, and on no others.
 *
 * The first interceptor of a route costs more than all the rest of this library (Nest sets up RxJS and an async resource for each
 * request), and most rules need nothing that only an interceptor sees.
 *
 * @param seesAllErrors whether the filter sees the errors that no filter of a controller takes
 * @returns whether that is possible; where it is not, the interceptor has to be a global one
 */
export function interceptHandlers(
  modules: ModulesContainer,
  config: ApplicationConfig,
  rules: RuleBook,
  seesAllErrors: boolean,
): boolean {
  const keys = enhancerKeys();
  if (keys === undefined) return false;
  const isEnhancedEverywhere =
    config.getGlobalInterceptors().length > 0 ||
    config.getGlobalRequestInterceptors().length > 0 ||
    // They are asked before ours.
    config.getGlobalRequestFilters().length > 0 ||
    !seesAllErrors;
  for (const { controller, name, method } of handlersOf(modules)) {
    // The filter sees the errors of all other handlers, but not those that a filter of the handler takes or that break off a stream of
    // events, and not what an interceptor made them of.
    const isEnhanced =
      isEnhancedEverywhere ||
      has(controller, method, keys.interceptors) ||
      has(controller, method, keys.filters) ||
      isEventStream(method);
    const isNeeded = rules.rulesFor(controller, method).some(({ needsInterceptor }) => needsInterceptor && isEnhanced);
    if (!isNeeded || listOf(method, keys.interceptors).includes(outcomeInterceptor)) continue;
    // Nest ignores what is no list, but its decorator does not.
    if (!Array.isArray(Reflect.getMetadata(keys.interceptors, method) ?? [])) continue;
    // The last of a method's interceptors is the innermost of all.
    UseInterceptors(outcomeInterceptor)(controller.prototype, name, { value: method });
  }
  return true;
}

function has(controller: object, method: object, key: unknown): boolean {
  return listOf(controller, key).length > 0 || listOf(method, key).length > 0;
}

/** What Nest's decorators wrote down under a key; empty where it is no list. */
export function listOf(target: object, key: unknown): readonly unknown[] {
  const list: unknown = Reflect.getMetadata(key, target);
  return Array.isArray(list) ? list : [];
}

/** Asks Nest's own decorators for the names that it does not export; `undefined` if they have changed their ways. */
function enhancerKeys(): EnhancerKeys | undefined {
  const interceptors = keyOf(UseInterceptors(outcomeInterceptor), outcomeInterceptor);
  const filter: ExceptionFilter = { catch: () => undefined };
  const filters = keyOf(UseFilters(filter), filter);
  return interceptors === undefined || filters === undefined ? undefined : { interceptors, filters };
}

/** Asks a decorator of Nest's for the name that it writes an enhancer down under. */
export function keyOf(decorator: MethodDecorator, enhancer: object): unknown {
  const method = (): void => undefined;
  decorator({}, 'method', { value: method });
  return Reflect.getMetadataKeys(method).find((key: unknown) => listOf(method, key).includes(enhancer));
}
