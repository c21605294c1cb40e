import type { ModulesContainer } from '@nestjs/core';

import { declaredClasses } from '../rules/declaration.js';
import { classesOf } from './application-classes.js';

/** The names of classes with alert decorators that no module has, nor a class that extends them. */
export function unprovidedClasses(modules: ModulesContainer): string[] {
  const known = new Set<object>();
  for (const module of modules.values()) {
    for (const wrappers of [module.controllers, module.providers, module.injectables, module.middlewares]) {
      for (const type of classesOf(wrappers)) {
        for (let base: object | null = type; typeof base === 'function'; base = Reflect.getPrototypeOf(base))
          known.add(base);
      }
    }
  }
  return declaredClasses()
    .filter((type) => !known.has(type))
    .map(({ name }) => name);
}
