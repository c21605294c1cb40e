import { types } from 'node:util';

import type { ModulesContainer } from '@nestjs/core';

import { classChain } from '../rules/class-chain.js';
import { isDeclared, STATIC_DECLARATIONS } from '../rules/declaration.js';
import type { DecoratedMethod } from './observer.js';

/** More are counted, but not listed. */
const MOST_LISTED = 20;

interface Class {
  readonly name: string;
  readonly prototype: object;
}

/**
 * A warning that lists the classes and methods on which alert decorators have no effect; `undefined` where there are none.
 *
 * @param isReached whether an observer reaches a method
 */
export function warningAboutSilentDecorators(
  modules: ModulesContainer,
  isReached: (decorated: DecoratedMethod) => boolean,
): string | undefined {
  const places = [...new Set([...placesOf(modules, isReached), ...STATIC_DECLARATIONS])];
  if (places.length === 0) return undefined;
  const listed = places.slice(0, MOST_LISTED).join(', ');
  const more = places.length > MOST_LISTED ? ` and ${places.length - MOST_LISTED} more` : '';
  return (
    `Alert decorators have no effect on ${listed}${more}. They work on controllers and on their route handlers. ` +
    'Elsewhere, run the work in OpsgenieService.watch().'
  );
}

function placesOf(modules: ModulesContainer, isReached: (decorated: DecoratedMethod) => boolean): string[] {
  const all = [...modules.values()];
  const controllers = new Set(all.flatMap((module) => classesOf(module.controllers)));
  const others = new Set(all.flatMap((module) => [...classesOf(module.providers), ...classesOf(module.injectables)]));
  const silentOf = (type: Class, isController: boolean): string[] => {
    const methods = methodsOf(type).map(([name, method]) => ({ name, type, method, isController }));
    const silent = methods.filter((decorated) => isDeclared(decorated.method) && !isReached(decorated));
    const isClassSilent = !isController && isClassDeclared(type) && !methods.some(isReached);
    const own = isClassSilent ? [`${type.name} (class)`] : [];
    return [...own, ...silent.map(({ name }) => `${type.name}.${String(name)}`)];
  };
  return [
    ...[...controllers].flatMap((type) => silentOf(type, true)),
    // A class may be a provider as well: then what was found for the controller is enough.
    ...[...others].filter((type) => !controllers.has(type)).flatMap((type) => silentOf(type, false)),
  ];
}

function isClassDeclared(type: Class): boolean {
  return classChain(type).some((base) => isDeclared(base));
}

// By descriptors: a getter is code of the application.
function methodsOf(type: Class): [name: string | symbol, method: object][] {
  const methods = new Map<string | symbol, object>();
  for (let base: object | null = type.prototype; base !== null; base = Reflect.getPrototypeOf(base)) {
    if (types.isProxy(base)) break;
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(base)))
      if (name !== 'constructor' && typeof value === 'function' && !methods.has(name))
        methods.set(name, value as object);
  }
  return [...methods];
}

interface Wrapper {
  readonly metatype: unknown;
  readonly inject?: unknown;
  readonly instance: unknown;
}

/** The classes in one of Nest's lists: those that Nest instantiates, and those of instances from factories and from the application. */
function classesOf(wrappers: ReadonlyMap<unknown, Wrapper>): Class[] {
  return [...wrappers.values()].flatMap((wrapper) => {
    try {
      const isMadeByNest = typeof wrapper.metatype === 'function' && !Array.isArray(wrapper.inject);
      const type: unknown = isMadeByNest ? wrapper.metatype : classOf(wrapper.instance);
      return isClass(type) ? [type] : [];
    } catch {
      // It cannot be inspected, so nothing is known about it.
      return [];
    }
  });
}

function classOf(instance: unknown): unknown {
  if (typeof instance !== 'object' || instance === null || types.isProxy(instance)) return undefined;
  const prototype = Reflect.getPrototypeOf(instance);
  return prototype === null ? undefined : Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
}

function isClass(type: unknown): type is Class {
  if (typeof type !== 'function' || types.isProxy(type)) return false;
  const prototype: unknown = type.prototype;
  return typeof prototype === 'object' && prototype !== null && prototype !== Object.prototype;
}
