import { UseFilters, UseInterceptors, type ExceptionFilter } from '@nestjs/common';
import type { ApplicationConfig, ModulesContainer } from '@nestjs/core';

import type { RuleBook } from '../../rules/rule-book.js';
import { outcomeInterceptor } from './outcome.interceptor.js';
import { handlersOf, isEventStream } from './route-handlers.js';

/** The metadata keys of the interceptors and filters of a class or method. */
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
 * @returns whether that is possible; if not, the interceptor has to be a global one
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
    // Nest asks them before ours.
    config.getGlobalRequestFilters().length > 0 ||
    !seesAllErrors;
  for (const { controller, name, method } of handlersOf(modules)) {
    // The filter sees the errors of all other handlers. It does not see errors that a filter of the handler takes or that break off a
    // stream of events, nor the original of an error that an interceptor has mapped.
    const isEnhanced =
      isEnhancedEverywhere ||
      has(controller, method, keys.interceptors) ||
      has(controller, method, keys.filters) ||
      isEventStream(method);
    const isNeeded = rules.rulesFor(controller, method).some(({ needsInterceptor }) => needsInterceptor && isEnhanced);
    if (!isNeeded || listOf(method, keys.interceptors).includes(outcomeInterceptor)) continue;
    // Nest ignores a value that is not a list, but its decorator does not.
    if (!Array.isArray(Reflect.getMetadata(keys.interceptors, method) ?? [])) continue;
    // The last of a method's interceptors is the innermost of all.
    UseInterceptors(outcomeInterceptor)(controller.prototype, name, { value: method });
  }
  return true;
}

function has(controller: object, method: object, key: unknown): boolean {
  return listOf(controller, key).length > 0 || listOf(method, key).length > 0;
}

/** The list that Nest's decorators stored under a key; empty if the value is not a list. */
export function listOf(target: object, key: unknown): readonly unknown[] {
  const list: unknown = Reflect.getMetadata(key, target);
  return Array.isArray(list) ? list : [];
}

/** Finds the keys that Nest does not export, with its own decorators; `undefined` if those work differently. */
function enhancerKeys(): EnhancerKeys | undefined {
  const interceptors = keyOf(UseInterceptors(outcomeInterceptor), outcomeInterceptor);
  const filter: ExceptionFilter = { catch: () => undefined };
  const filters = keyOf(UseFilters(filter), filter);
  return interceptors === undefined || filters === undefined ? undefined : { interceptors, filters };
}

/** The key under which one of Nest's decorators stores an enhancer. */
export function keyOf(decorator: MethodDecorator, enhancer: object): unknown {
  const method = (): void => undefined;
  decorator({}, 'method', { value: method });
  return Reflect.getMetadataKeys(method).find((key: unknown) => listOf(method, key).includes(enhancer));
}
