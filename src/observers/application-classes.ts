import { types } from 'node:util';

/** A class as Nest knows it. */
export interface Class {
  readonly name: string;
  readonly prototype: object;
}

/** The methods of a class, also inherited ones, by name; not those that every object has. */
export function methodsOf(type: Class): [name: string | symbol, method: object][] {
  const methods = new Map<string | symbol, object>();
  for (let base: object | null = type.prototype; base !== null; base = Reflect.getPrototypeOf(base)) {
    if (base === Object.prototype || types.isProxy(base)) break;
    for (const name of Reflect.ownKeys(base)) {
      if (name === 'constructor' || methods.has(name)) continue;
      // By its descriptor: a getter is code of the application.
      const value: unknown = Reflect.getOwnPropertyDescriptor(base, name)?.value;
      if (typeof value === 'function') methods.set(name, value);
    }
  }
  return [...methods];
}

interface Wrapper {
  readonly metatype: unknown;
  readonly inject?: unknown;
  readonly instance: unknown;
}

/** The classes in one of Nest's lists: those that Nest instantiates, and those of instances from factories and from the application. */
export function classesOf(wrappers: ReadonlyMap<unknown, Wrapper>): Class[] {
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
