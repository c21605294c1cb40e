import { types } from 'node:util';

import type { ModulesContainer } from '@nestjs/core';

import { classChain } from '../rules/class-chain.js';
import { isDeclared, STATIC_DECLARATIONS } from '../rules/declaration.js';
import { isRouteHandler } from './http/route-handlers.js';

/** More are counted, but not listed. */
const MOST_LISTED = 20;

interface Class {
  readonly name: string;
  readonly prototype: object;
}

/** A warning that lists the classes and methods on which alert decorators have no effect; `undefined` where there are none. */
export function warningAboutSilentDecorators(modules: ModulesContainer): string | undefined {
  const places = [...new Set([...placesOf(modules), ...STATIC_DECLARATIONS])];
  if (places.length === 0) return undefined;
  const listed = places.slice(0, MOST_LISTED).join(', ');
  const more = places.length > MOST_LISTED ? ` and ${places.length - MOST_LISTED} more` : '';
  return (
    `Alert decorators have no effect on ${listed}${more}. They work on controllers and on their route handlers. ` +
    'Elsewhere, run the work in OpsgenieService.watch().'
  );
}

function placesOf(modules: ModulesContainer): string[] {
  const all = [...modules.values()];
  const controllers = new Set(all.flatMap((module) => classesOf(module.controllers)));
  const others = new Set(all.flatMap((module) => [...classesOf(module.providers), ...classesOf(module.injectables)]));
  return [
    // A class may be both; then what holds for the controller says enough.
    ...[...controllers].flatMap((type) => methodsOf(type).filter(({ method }) => !isRouteHandler(method))),
    ...[...others].filter((type) => !controllers.has(type)).flatMap((type) => [...ownOf(type), ...methodsOf(type)]),
  ].map(({ place }) => place);
}

interface Place {
  readonly place: string;
  readonly method?: object;
}

function ownOf(type: Class): Place[] {
  return classChain(type).some((base) => isDeclared(base)) ? [{ place: `${type.name} (class)` }] : [];
}

// By descriptors: a getter is code of the application.
function methodsOf(type: Class): Required<Place>[] {
  const methods = new Map<string | symbol, object>();
  for (let base: object | null = type.prototype; base !== null; base = Reflect.getPrototypeOf(base)) {
    if (types.isProxy(base)) break;
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(base)))
      if (name !== 'constructor' && typeof value === 'function' && !methods.has(name))
        methods.set(name, value as object);
  }
  return [...methods]
    .filter(([, method]) => isDeclared(method))
    .map(([name, method]) => ({ place: `${type.name}.${String(name)}`, method }));
}

interface Wrapper {
  readonly metatype: unknown;
  readonly inject?: unknown;
  readonly instance: unknown;
}

/** The classes of a list of Nest's: those that it makes, and those of what factories and the application have made. */
function classesOf(wrappers: ReadonlyMap<unknown, Wrapper>): Class[] {
  return [...wrappers.values()].flatMap((wrapper) => {
    try {
      const isMadeByNest = typeof wrapper.metatype === 'function' && !Array.isArray(wrapper.inject);
      const type: unknown = isMadeByNest ? wrapper.metatype : classOf(wrapper.instance);
      return isClass(type) ? [type] : [];
    } catch {
      // It cannot be looked at, so nothing can be said of it.
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
