/** Any method, called on any object. */
export type AnyMethod = (this: unknown, ...args: unknown[]) => unknown;

/** Takes how a run ends, in one of these ways. Its methods never throw. */
export interface RunEnd {
  threw(error: unknown): void;
  /** @returns what the caller gets: the same, or something that ends in the same way */
  returned(result: unknown): unknown;
}

/** Called when a run starts. Never throws. The method is called by its wrapper, so that a stack has one frame of this library only. */
export type Watcher = (self: unknown, args: unknown[]) => RunEnd;

/** The end of a run that is not watched. */
export const UNWATCHED: RunEnd = { threw: () => undefined, returned: (result) => result };

/** The wrappers of all copies of this library in the process. Not a mark on the wrapper: it has no key that the method does not have. */
const WRAPPERS = wrappersOfProcess(Symbol.for('nestjs-opsgenie.wrapped-methods'));

interface Wrapped {
  readonly method: AnyMethod;
  /** Those of the applications that are running; the latest is called. */
  readonly watchers: Watcher[];
  /** Puts the method back once it is no longer watched. */
  readonly restore: () => void;
}

/**
 * Lets a watcher see all runs of a method of a class, whoever calls it, also on instances made later. It replaces the method on the
 * prototype of the very class, so base classes and their other subclasses stay as they are.
 *
 * @returns a function that undoes it
 */
export function watchMethod(prototype: object, name: string | symbol, watcher: Watcher): () => void {
  const own = Object.getOwnPropertyDescriptor(prototype, name);
  const current = own ?? inherited(prototype, name);
  const found: unknown = current?.value;
  if (typeof found !== 'function') return () => undefined;
  const known = WRAPPERS.get(found);
  if (own !== undefined && known !== undefined) return add(known, watcher);
  // A base class may be observed as well: a run on this class is not one of that.
  const method = known?.method ?? (found as AnyMethod);
  const restore = (): void => {
    // Another library may have wrapped it since, or read it: what it has keeps working, as it then calls the method itself.
    if (Object.getOwnPropertyDescriptor(prototype, name)?.value !== wrapper) return;
    if (own === undefined) Reflect.deleteProperty(prototype, name);
    else Object.defineProperty(prototype, name, own);
  };
  const wrapped: Wrapped = { method, watchers: [], restore };
  const wrapper = wrapperOf(wrapped, (self) => isOverridden(self, prototype, name));
  const place = own ?? { writable: true, configurable: true, enumerable: current?.enumerable ?? false };
  Object.defineProperty(prototype, name, { ...place, value: wrapper });
  return add(wrapped, watcher);
}

/** The method of the application behind a wrapper; any other method is its own. */
export function originalOf(method: object): object {
  return WRAPPERS.get(method)?.method ?? method;
}

function wrapperOf(wrapped: Wrapped, isSuperCall: (self: unknown) => boolean): AnyMethod {
  const { method, watchers } = wrapped;
  // A method, so that it cannot be called with `new`, as the method itself cannot.
  const holder: { readonly run: AnyMethod } = {
    run(...args) {
      const watcher = watchers.at(-1);
      // The run of a subclass that calls `super.method()` is one run, of the subclass.
      if (watcher === undefined || isSuperCall(this)) return Reflect.apply(method, this, args);
      const end = watcher(this, args);
      let result: unknown;
      try {
        result = Reflect.apply(method, this, args);
      } catch (error) {
        end.threw(error);
        throw error;
      }
      return end.returned(result);
    },
  };
  const wrapper = holder['run'];
  // Name and length: Nest looks parameters up by the name, and Bull tells kinds of processors apart by the length.
  for (const [key, descriptor] of ownProperties(method)) Object.defineProperty(wrapper, key, descriptor);
  for (const key of Reflect.getOwnMetadataKeys(method) as unknown[]) {
    Reflect.defineMetadata(key, Reflect.getOwnMetadata(key, method), wrapper);
  }
  // Some libraries ask whether a function is asynchronous or a generator: its prototype says so.
  Object.setPrototypeOf(wrapper, Reflect.getPrototypeOf(method));
  WRAPPERS.set(wrapper, wrapped);
  return wrapper;
}

function ownProperties(method: object): [key: string | symbol, descriptor: PropertyDescriptor][] {
  return Reflect.ownKeys(method).flatMap((key) => {
    const descriptor = Object.getOwnPropertyDescriptor(method, key);
    return descriptor === undefined ? [] : [[key, descriptor]];
  });
}

/** Whether the class of an object has a method of its own in the place of the one on `prototype`. */
function isOverridden(self: unknown, prototype: object, name: string | symbol): boolean {
  if (typeof self !== 'object' || self === null) return false;
  try {
    for (let base = Reflect.getPrototypeOf(self); base !== null; base = Reflect.getPrototypeOf(base)) {
      if (base === prototype) return false;
      if (Object.hasOwn(base, name)) return extendsFrom(base, prototype);
    }
  } catch {
    // A proxy that cannot be inspected: it runs the method, so the run counts.
  }
  return false;
}

function extendsFrom(base: object, prototype: object): boolean {
  return Object.prototype.isPrototypeOf.call(prototype, base);
}

function wrappersOfProcess(key: symbol): WeakMap<object, Wrapped> {
  const known: unknown = Reflect.get(globalThis, key);
  if (known instanceof WeakMap) return known as WeakMap<object, Wrapped>;
  const created = new WeakMap<object, Wrapped>();
  Object.defineProperty(globalThis, key, { value: created });
  return created;
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
