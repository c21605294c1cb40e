import { UseFilters, UseInterceptors, type ExceptionFilter } from '@nestjs/common';
import { MetadataScanner, type ApplicationConfig, type ModulesContainer } from '@nestjs/core';

import type { CompiledRule } from '../../rules/compiled-rule.js';
import type { RuleBook } from '../../rules/rule-book.js';
import { isEventStream } from './watched-handlers.js';
import { outcomeInterceptor } from './outcome.interceptor.js';

/** Where Nest writes down the interceptors and filters of a class or method. */
interface EnhancerKeys {
  readonly interceptors: unknown;
  readonly filters: unknown;
}

/** Where Nest writes down the path of a handler. */
const PATH_METADATA = 'path';

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
    const isEnhanced =
      isEnhancedEverywhere || has(controller, method, keys.interceptors) || has(controller, method, keys.filters);
    const isNeeded = rules
      .rulesFor(controller, method)
      .some((rule) => needsInterceptor(rule, isEnhanced || isEventStream(method)));
    if (!isNeeded || listOf(method, keys.interceptors).includes(outcomeInterceptor)) continue;
    // Nest ignores what is no list, but its decorator does not.
    if (!Array.isArray(Reflect.getMetadata(keys.interceptors, method) ?? [])) continue;
    // The last of a method's interceptors is the innermost of all.
    UseInterceptors(outcomeInterceptor)(controller.prototype, name, { value: method });
  }
  return true;
}

/**
 * Whether a rule needs to see the error where it is thrown. The filter sees the errors of all other handlers, but not those that a filter
 * of the handler takes or that break off a stream of events, and not what an interceptor made them of.
 *
 * @param isEnhanced whether something of the application stands between the handler and the filter
 */
function needsInterceptor({ rule }: CompiledRule, isEnhanced: boolean): boolean {
  switch (rule.kind) {
    case 'exception':
    case 'errorRate':
    case 'burnRate':
      return isEnhanced;
    case 'status':
    case 'latency':
      return false;
  }
}

/** A handler of a controller that Nest knows. */
export interface Handler {
  readonly controller: Controller;
  readonly name: string;
  readonly method: (...args: never[]) => unknown;
  /** The class of the module that declares the controller. */
  readonly module: object | undefined;
}

interface Controller {
  readonly name: string;
  readonly prototype: object;
}

/** The handlers of all controllers. */
export function handlersOf(modules: ModulesContainer): Handler[] {
  const scanner = new MetadataScanner();
  const controllers = [...modules.values()].flatMap((module) =>
    [...module.controllers.values()].map(({ metatype }) => ({ metatype, module: module.metatype })),
  );
  return controllers.flatMap(({ metatype, module }) => {
    const controller: unknown = metatype;
    if (!isController(controller)) return [];
    const { prototype } = controller;
    return scanner.getAllMethodNames(prototype).flatMap((name): Handler[] => {
      const method: unknown = Reflect.get(prototype, name);
      return isRouteHandler(method) ? [{ controller, name, method, module }] : [];
    });
  });
}

function isController(metatype: unknown): metatype is Controller {
  if (typeof metatype !== 'function') return false;
  const prototype: unknown = metatype.prototype;
  return typeof prototype === 'object' && prototype !== null;
}

/** Whether a method handles a route. */
export function isRouteHandler(method: unknown): method is Handler['method'] {
  return typeof method === 'function' && Reflect.hasMetadata(PATH_METADATA, method);
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
