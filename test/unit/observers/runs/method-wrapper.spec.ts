import 'reflect-metadata';

import * as fc from 'fast-check';
import { BehaviorSubject, of } from 'rxjs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { IncidentEngine } from '../../../../src/incidents/incident-engine.js';
import { resolveHealth } from '../../../../src/options/process-health-options.js';
import { FaultLog } from '../../../../src/observers/fault-log.js';
import { originalOf, UNWATCHED, watchMethod, type AnyMethod } from '../../../../src/observers/runs/method-wrapper.js';
import { RunReporter } from '../../../../src/observers/runs/run-reporter.js';
import { FIRST_SUCCESS } from '../../../../src/rules/compiled-rule.js';
import { onException } from '../../../../src/rules/kinds/exception.js';
import { RuleBook } from '../../../../src/rules/rule-book.js';
import { VirtualClock } from '../../../../src/testing/index.js';

const NAME = 'load';
const MARK = Symbol('mark');

/** A class with one method. */
interface Subject {
  readonly prototype: object;
}

/** Classes whose method does what `work` does, in all ways to write a method. */
const WAYS: Readonly<Record<string, (work: AnyMethod) => Subject>> = {
  method: (work) =>
    class {
      load(...args: unknown[]): unknown {
        return Reflect.apply(work, this, args);
      }
    },
  'method with private members': (work) =>
    class {
      readonly #secret = 1;
      load(...args: unknown[]): unknown {
        return this.#secret === 1 ? Reflect.apply(work, this, args) : undefined;
      }
    },
  'async method': (work) =>
    class {
      async load(...args: unknown[]): Promise<unknown> {
        await Promise.resolve();
        return Reflect.apply(work, this, args);
      }
    },
  generator: (work) =>
    class {
      *load(...args: unknown[]): Generator {
        yield Reflect.apply(work, this, args);
      }
    },
  'async generator': (work) =>
    class {
      async *load(...args: unknown[]): AsyncGenerator {
        await Promise.resolve();
        yield Reflect.apply(work, this, args);
      }
    },
  'function of a decorator': (work) => {
    class Decorated {}
    const load = function (this: unknown, ...args: unknown[]): unknown {
      return Reflect.apply(work, this, args);
    };
    Object.defineProperty(Decorated.prototype, NAME, { value: load, writable: true, configurable: true });
    return Decorated;
  },
  'inherited method': (work) => {
    class Base {
      load(...args: unknown[]): unknown {
        return Reflect.apply(work, this, args);
      }
    }
    return class extends Base {};
  },
};

let reporter: RunReporter;
let engine: IncidentEngine;
let undo: (() => void)[];

beforeEach(() => {
  undo = [];
  const clock = new VirtualClock();
  engine = new IncidentEngine({ clock, emit: () => undefined });
  const complain = (line: string): never => expect.fail(line);
  reporter = new RunReporter({
    clock,
    rules: new RuleBook([], {}),
    incidents: engine,
    process: {
      start: () => undefined,
      uncaught: () => undefined,
      startFailed: () => undefined,
      sendNow: () => undefined,
      stop: () => undefined,
    },
    heartbeats: { ping: () => undefined, ensure: () => undefined },
    settings: { ignore: [], processErrors: false, observe: {}, heartbeat: undefined, processHealth: resolveHealth() },
    log: { log: complain, warn: complain, error: complain },
    faults: new FaultLog(complain),
  });
});

afterEach(() => {
  for (const stop of undo) stop();
});

/** Observes the method of a class as the library does. @returns a function that ends it */
function observe({ prototype }: Subject, operation = 'method:Prices.load'): () => void {
  const rules = new RuleBook([onException()], {}).rulesForRuns(class Prices {}, observe, {
    isOwnOnly: false,
    isQueue: false,
    recovery: FIRST_SUCCESS,
  });
  const method = methodOf(prototype);
  const observed = {
    entryPoint: { kind: 'method', operation, caller: 'client', hasLatency: true },
    method: { type: { name: 'Prices', prototype }, name: NAME, method },
    rules,
    monitor: engine.monitor(rules, operation),
  } as const;
  const stop = watchMethod(prototype, NAME, () => reporter.start(observed));
  undo.push(stop);
  return stop;
}

function methodOf(target: object): AnyMethod {
  return Reflect.get(target, NAME) as AnyMethod;
}

function failures(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { operation, bad } of engine.active()) counts[operation] = (counts[operation] ?? 0) + bad;
  return counts;
}

const ways = fc.constantFrom(...Object.keys(WAYS));
const subject = (way: string, work: AnyMethod): Subject => WAYS[way]?.(work) ?? expect.fail(way);

/** What can be seen of a function without calling it, as a list of values that are compared by identity. */
function lookAt(method: AnyMethod): unknown[] {
  const properties = Reflect.ownKeys(method).flatMap((key): unknown[] => [
    key,
    ...Object.entries(Object.getOwnPropertyDescriptor(method, key) ?? {}).flatMap((entry): unknown[] => entry),
  ]);
  const metadata = (Reflect.getMetadataKeys(method) as unknown[]).flatMap((key): unknown[] => [
    key,
    Reflect.getMetadata(key, method),
  ]);
  return [Reflect.getPrototypeOf(method), Object.prototype.toString.call(method), ...properties, ...metadata];
}

function areSame(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.length === others.length && some.every((value, index) => Object.is(value, others[index]));
}

/** Results that must come back as the very same object. */
class LazyPromise<T> extends Promise<T> {}

const results: fc.Arbitrary<() => unknown> = fc.oneof(
  fc.anything().map((value) => () => value),
  fc.constantFrom<() => unknown>(
    () => new BehaviorSubject(1),
    () => of(1),
    () => LazyPromise.resolve(1),
    () => [1][Symbol.iterator](),
    () => Object.assign(Promise.resolve(1), { cancel: () => undefined }),
    () => new Proxy({}, {}),
    () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    },
    () => new Proxy({}, { get: () => expect.fail('it was read') }),
  ),
);

it('looks like the method, and puts it back', () => {
  fc.assert(
    fc.property(
      ways,
      fc.string(),
      fc.nat({ max: 9 }),
      fc.dictionary(fc.string(), fc.anything()),
      fc.dictionary(fc.string(), fc.anything()),
      fc.boolean(),
      (way, name, length, properties, metadata, enumerable) => {
        const { prototype } = subject(way, () => undefined);
        const method = methodOf(prototype);
        Object.defineProperty(method, 'name', { value: name });
        Object.defineProperty(method, 'length', { value: length });
        for (const [key, value] of Object.entries(properties))
          if (!Object.hasOwn(method, key))
            Object.defineProperty(method, key, { value, enumerable, configurable: true });
        Object.defineProperty(method, MARK, { value: properties });
        for (const [key, value] of Object.entries(metadata)) Reflect.defineMetadata(key, value, method);
        const place = Object.getOwnPropertyDescriptor(prototype, NAME);
        const bare = lookAt(method);

        const stop = observe({ prototype });

        const wrapper = methodOf(prototype);
        expect(wrapper).not.toBe(method);
        expect(originalOf(wrapper)).toBe(method);
        expect(areSame(lookAt(wrapper), bare)).toBe(true);
        expect(() => void Reflect.construct(Object, [], wrapper)).toThrow('is not a constructor');
        const attributes = ['writable', 'configurable', 'enumerable'] as const;
        const now = Object.getOwnPropertyDescriptor(prototype, NAME);
        for (const each of attributes) expect(now?.[each]).toBe(place?.[each] ?? now?.[each]);

        stop();
        expect(Object.getOwnPropertyDescriptor(prototype, NAME)).toEqual(place);
        expect(methodOf(prototype)).toBe(method);
      },
    ),
  );
});

it('gives the same object the same arguments, and returns the very same result', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('method', 'method with private members', 'function of a decorator', 'inherited method'),
      fc.array(fc.anything()),
      results,
      (way, given, make) => {
        const result = make();
        const calls: unknown[] = [];
        const type = subject(way, function (this: unknown, ...args) {
          calls.push(this, ...args);
          return result;
        });
        const stop = observe(type);
        const instance: object = Reflect.construct(type as unknown as new () => object, []);

        const returned = Reflect.apply(methodOf(instance), instance, given);

        stop();
        expect(Object.is(returned, result)).toBe(true);
        expect(areSame(calls, [instance, ...given])).toBe(true);
      },
    ),
  );
});

it('throws the very value that the method throws, and counts it once', () => {
  fc.assert(
    fc.property(fc.anything(), (thrown) => {
      const type = subject('method', () => {
        throw thrown;
      });
      const before = failures()['method:Prices.load'] ?? 0;
      const stop = observe(type);
      const caught: unknown[] = [];

      try {
        methodOf(type.prototype).call({});
      } catch (error) {
        caught.push(error);
      }

      stop();
      expect(caught).toHaveLength(1);
      expect(Object.is(caught[0], thrown)).toBe(true);
      expect(failures()['method:Prices.load']).toBe(before + 1);
    }),
  );
});

it('ends promises of asynchronous methods as they would end without it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.boolean(), fc.anything(), async (fails, value) => {
      const settled = new Error('the end', { cause: value });
      const type = subject('async method', () => {
        if (fails) throw settled;
        return settled;
      });
      const stop = observe(type);

      const promise = methodOf(type.prototype).call({}) as Promise<unknown>;

      stop();
      expect(Object.getPrototypeOf(promise)).toBe(Promise.prototype);
      const [end] = await Promise.allSettled([promise]);
      expect(end.status === 'fulfilled' ? end.value : end.reason).toBe(settled);
      expect(end.status).toBe(fails ? 'rejected' : 'fulfilled');
    }),
  );
});

it.each(['generator', 'async generator'])('runs a %s only as far as its reader wants', async (way) => {
  const work = vi.fn<() => number>(() => 1);
  const type = subject(way, work);
  observe(type);

  const iterator = methodOf(type.prototype).call({}) as AsyncGenerator;

  expect(work).not.toHaveBeenCalled();
  expect(await iterator.next()).toEqual({ value: 1, done: false });
});

it.each([
  ['nobody waits for it', (promise: Promise<unknown>) => void promise],
  ['its caller catches it', (promise: Promise<unknown>) => void promise.catch(() => undefined)],
  ['its caller passes it on', (promise: Promise<unknown>) => void promise.finally(() => undefined)],
])('lets Node report a rejection as often as without it, where %s', async (_what, use) => {
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  try {
    const reported: number[] = [];
    for (const isObserved of [false, true]) {
      const seen: unknown[] = [];
      const listener = (reason: unknown): void => void seen.push(reason);
      process.on('unhandledRejection', listener);
      const type = subject('async method', () => {
        throw new Error('broken');
      });
      const stop = isObserved ? observe(type) : () => undefined;
      use(methodOf(type.prototype).call({}) as Promise<unknown>);
      for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      stop();
      process.off('unhandledRejection', listener);
      reported.push(seen.length);
    }
    expect(reported[1]).toBe(reported[0]);
  } finally {
    for (const listener of others) process.on('unhandledRejection', listener);
  }
});

it('counts a run of a subclass once, in its own name, and leaves its siblings alone', () => {
  class Base {
    load(): never {
      throw new Error('broken');
    }
  }
  class Observed extends Base {}
  class Sibling extends Base {}
  class Overriding extends Base {
    override load(): never {
      return super.load();
    }
  }
  observe(Observed, 'method:Observed.load');
  for (const type of [Observed, Sibling, Overriding, Base]) expect(() => new type().load()).toThrow('broken');
  expect(failures()).toEqual({ 'method:Observed.load': 1 });

  observe(Base, 'method:Base.load');
  for (const type of [Observed, Sibling, Overriding, Base]) expect(() => new type().load()).toThrow('broken');
  expect(failures()).toEqual({ 'method:Observed.load': 2, 'method:Base.load': 2 });
});

it('lets the latest application count a run, and the method rest when none is left', () => {
  class Prices {
    load(): never {
      throw new Error('broken');
    }
  }
  const original = methodOf(Prices.prototype);
  const stopFirst = observe(Prices, 'method:first');
  const stopSecond = observe(Prices, 'method:second');
  const taken = methodOf(Prices.prototype);

  expect(() => new Prices().load()).toThrow('broken');
  stopSecond();
  expect(() => new Prices().load()).toThrow('broken');
  stopFirst();
  stopFirst();
  expect(() => taken.call({})).toThrow('broken');

  expect(methodOf(Prices.prototype)).toBe(original);
  expect(failures()).toEqual({ 'method:first': 1, 'method:second': 1 });
});

it('wraps a method once, also where two copies of the library observe it', async () => {
  class Prices {
    load(): never {
      throw new Error('broken');
    }
  }
  observe(Prices);
  const wrapper = methodOf(Prices.prototype);
  vi.resetModules();
  const copy = await import('../../../../src/observers/runs/method-wrapper.js');
  const seen: string[] = [];

  const stop = copy.watchMethod(Prices.prototype, NAME, () => {
    seen.push('copy');
    return UNWATCHED;
  });
  expect(methodOf(Prices.prototype)).toBe(wrapper);
  expect(() => new Prices().load()).toThrow('broken');
  stop();
  expect(() => new Prices().load()).toThrow('broken');

  expect(copy.watchMethod).not.toBe(watchMethod);
  expect(seen).toEqual(['copy']);
  expect(failures()).toEqual({ 'method:Prices.load': 1 });
});

it('keeps a method of another library that was put over it', () => {
  class Prices {
    load(): string {
      return 'bare';
    }
  }
  const stop = observe(Prices);
  const ours = methodOf(Prices.prototype);
  const theirs = function (this: unknown): unknown {
    return `patched ${String(ours.call(this))}`;
  };
  Object.defineProperty(Prices.prototype, NAME, { value: theirs, writable: true, configurable: true });

  stop();

  expect(new Prices().load()).toBe('patched bare');
});
