/** Any method, called on any object. */
export type AnyMethod = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Runs a method in the place of the application.
 *
 * @returns what the method returned, or throws what it threw
 */
export type Watcher = (method: AnyMethod, self: unknown, args: unknown[]) => unknown;

/** What a wrapper is known by: all copies of this library find it here. */
const WRAPPED = Symbol.for('nestjs-opsgenie.wrapped');

interface Wrapped {
  readonly method: AnyMethod;
  /** Those of the applications that are running; the latest is called. */
  readonly watchers: Watcher[];
  /** Puts the method back once nobody watches it. */
  readonly restore: () => void;
}

interface Wrapper extends AnyMethod {
  readonly [WRAPPED]: Wrapped;
}

/**
 * Lets a watcher run a method of a class: whoever calls it, also on an instance made later, calls the watcher. It replaces the method on
 * the prototype of the very class, so base classes and their other subclasses stay as they are.
 *
 * @returns a function that undoes it
 */
export function watchMethod(prototype: object, name: string | symbol, watcher: Watcher): () => void {
  const own = Object.getOwnPropertyDescriptor(prototype, name);
  const current = own ?? inherited(prototype, name);
  const found: unknown = current?.value;
  if (typeof found !== 'function') return () => undefined;
  if (own !== undefined && isWrapper(found)) return add(found[WRAPPED], watcher);
  // A base class may be observed as well: a run on this class is not one of that.
  const method = isWrapper(found) ? found[WRAPPED].method : (found as AnyMethod);
  const restore = (): void => {
    // Another library may have wrapped it since, or read it: what it has keeps working, as it then calls the method itself.
    if (Object.getOwnPropertyDescriptor(prototype, name)?.value !== wrapper) return;
    if (own === undefined) Reflect.deleteProperty(prototype, name);
    else Object.defineProperty(prototype, name, own);
  };
  const wrapped: Wrapped = { method, watchers: [], restore };
  const wrapper = wrapperOf(wrapped);
  Object.defineProperty(prototype, name, {
    value: wrapper,
    writable: true,
    configurable: true,
    enumerable: current?.enumerable ?? false,
  });
  return add(wrapped, watcher);
}

/** The method of the application behind a wrapper; any other method is its own. */
export function originalOf(method: object): object {
  return isWrapper(method) ? method[WRAPPED].method : method;
}

function wrapperOf(wrapped: Wrapped): AnyMethod {
  const { method, watchers } = wrapped;
  // A method, so that it cannot be called with `new`, as the method itself cannot.
  const holder: { readonly run: AnyMethod } = {
    run(...args) {
      const watcher = watchers.at(-1);
      return watcher === undefined ? Reflect.apply(method, this, args) : watcher(method, this, args);
    },
  };
  const wrapper = holder['run'];
  // Name and length: Nest looks parameters up by the name, and Bull tells kinds of processors apart by the length.
  for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(method))) {
    if (key !== 'prototype' && key !== 'caller' && key !== 'arguments') Object.defineProperty(wrapper, key, descriptor);
  }
  for (const key of Object.getOwnPropertySymbols(method)) {
    const descriptor = Object.getOwnPropertyDescriptor(method, key);
    if (descriptor !== undefined) Object.defineProperty(wrapper, key, descriptor);
  }
  for (const key of Reflect.getOwnMetadataKeys(method) as unknown[]) {
    Reflect.defineMetadata(key, Reflect.getOwnMetadata(key, method), wrapper);
  }
  Object.defineProperty(wrapper, WRAPPED, { value: wrapped });
  return wrapper;
}

function isWrapper(method: object): method is Wrapper {
  return Object.hasOwn(method, WRAPPED);
}

function inherited(prototype: object, name: string | symbol): PropertyDescriptor | undefined {
  for (let base = Reflect.getPrototypeOf(prototype); base !== null; base = Reflect.getPrototypeOf(base)) {
    const descriptor = Object.getOwnPropertyDescriptor(base, name);
    if (descriptor !== undefined) return descriptor;
  }
  return undefined;
}

function add({ watchers, restore }: Wrapped, watcher: Watcher): () => void {
  watchers.push(watcher);
  return () => {
    const index = watchers.indexOf(watcher);
    if (index !== -1) watchers.splice(index, 1);
    if (watchers.length === 0) restore();
  };
}
