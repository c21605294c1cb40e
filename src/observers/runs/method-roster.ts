import type { ModulesContainer } from '@nestjs/core';

import { isDeclared } from '../../rules/declaration.js';
import { classesOf, methodsOf, type Class } from '../application-classes.js';
import { isRouteHandler } from '../route-handler.js';
import { distinguish } from '../distinct-names.js';
import { entryPointOf, plainMethod } from './entry-points.js';
import { placeOf, type EntryPoint, type Method } from './entry-point.js';
import { originalOf } from './method-wrapper.js';

/** A method that can be observed, with an operation that no other method has. */
export interface FoundMethod {
  readonly method: Method;
  readonly entryPoint: EntryPoint;
  /** Whether nothing but the application's own code calls it. */
  readonly isPlain: boolean;
}

/** The methods of an application that are called outside HTTP, or that have alert decorators of their own. */
export interface MethodRoster {
  readonly found: readonly FoundMethod[];
  /** Handlers of routes that a context outside HTTP calls as well: they are observed as handlers of routes. */
  readonly shared: readonly Method[];
}

/**
 * Reads the classes that Nest knows. Instances from factories are known only once they exist.
 *
 * @param read the classes that were read before; they are left out, and those that are read now are added
 */
export function methodRosterOf(modules: ModulesContainer, read: Set<Class>): MethodRoster {
  const all: Class[] = [...modules.values()].flatMap((module) =>
    [module.controllers, module.providers, module.injectables, module.middlewares].flatMap(classesOf),
  );
  const found: FoundMethod[] = [];
  const shared: Method[] = [];
  for (const type of all) {
    if (read.has(type)) continue;
    read.add(type);
    for (const [name, current] of methodsOf(type)) {
      const method: Method = { type, name, method: originalOf(current) };
      const entryPoint = entryPointOf(method);
      if (isRouteHandler(method.method)) {
        if (entryPoint !== undefined) shared.push(method);
      } else if (entryPoint !== undefined || isDeclared(method.method)) {
        found.push({ method, entryPoint: entryPoint ?? plainMethod(method), isPlain: entryPoint === undefined });
      }
    }
  }
  const names = distinguish(found, ({ entryPoint }) => entryPoint.operation, [({ method }) => placeOf(method)]);
  return {
    found: [...names].map(([item, operation]) => ({ ...item, entryPoint: { ...item.entryPoint, operation } })),
    shared,
  };
}
