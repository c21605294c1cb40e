import type { ModulesContainer } from '@nestjs/core';

import { classChain } from '../rules/class-chain.js';
import { isDeclared } from '../rules/declaration.js';
import { classesOf, methodsOf, type Class } from './application-classes.js';

/**
 * The classes of an application with an alert decorator on themselves, on a base class or on a method. Most classes have none, so each
 * check of decorators reads few classes, and the start of a large application is not slowed down.
 */
export function decoratedClasses(modules: ModulesContainer): readonly Class[] {
  const all = new Set(
    [...modules.values()].flatMap((module) =>
      [module.controllers, module.providers, module.injectables].flatMap(classesOf),
    ),
  );
  return [...all].filter((type) => isDecorated(type));
}

/** Whether an alert decorator stands on the class, on a base class or on a method. */
function isDecorated(type: Class): boolean {
  return isClassDecorated(type) || methodsOf(type).some(([, method]) => isDeclared(method));
}

/** Whether an alert decorator stands on the class or on a base class. */
export function isClassDecorated(type: Class): boolean {
  return classChain(type).some((base) => isDeclared(base));
}
