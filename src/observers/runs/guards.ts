import type { ModulesContainer } from '@nestjs/core';
import { isObservable } from 'rxjs';

import { classesOf, methodsOf } from '../application-classes.js';
import { UNWATCHED, watchMethod, type RunEnd, type Watcher } from './method-wrapper.js';
import { watchStream } from './observed-stream.js';
import { follow, isPlainPromise } from './promise-result.js';

const METHOD = 'canActivate';

/** The handler that a guard stands before. */
export interface GuardedHandler {
  readonly type: object;
  readonly handler: object;
}

/** Takes what guards throw. */
export interface GuardWatcher {
  threw(handler: GuardedHandler, error: unknown): void;
  /** What watches the guards of the class with this prototype for another reason. */
  watcherOf(prototype: object): Watcher | undefined;
}

/**
 * Watches guards before handlers of messages: what a guard throws there, the handler never sees. Over HTTP and in GraphQL, guards run as
 * without it. Guards that are given as objects have no class that could be found.
 */
export class Guards {
  readonly #watcher: GuardWatcher;
  readonly #watched = new Set<object>();
  /** A guard may call another: what passes through both is one error. */
  readonly #reported = new WeakSet();

  constructor(watcher: GuardWatcher) {
    this.#watcher = watcher;
  }

  /** Watches the guards of an application that are not watched yet. @returns functions that undo it */
  watch(modules: ModulesContainer): (() => void)[] {
    const classes = [...modules.values()].flatMap((module) =>
      [module.providers, module.injectables].flatMap(classesOf),
    );
    return classes.flatMap((type) => {
      const { prototype } = type;
      if (this.#watched.has(prototype) || !methodsOf(type).some(([name]) => name === METHOD)) return [];
      this.#watched.add(prototype);
      return [watchMethod(prototype, METHOD, (self, args) => this.#start(prototype, self, args))];
    });
  }

  #start(prototype: object, self: unknown, args: unknown[]): RunEnd {
    const own = this.#watcher.watcherOf(prototype)?.(self, args) ?? UNWATCHED;
    const handler = guardedHandler(args[0]);
    if (handler === undefined) return own;
    const failed = (error: unknown): void => {
      if (this.#reported.has(handler.context)) return;
      this.#reported.add(handler.context);
      this.#watcher.threw(handler, error);
    };
    return {
      threw: (error) => {
        own.threw(error);
        failed(error);
      },
      returned: (given) => {
        const result = own.returned(given);
        if (isPlainPromise(result)) return follow(result, (value) => value, failed);
        if (!isObservable(result)) return result;
        return watchStream(result, { failed, ended: () => undefined, left: () => undefined });
      },
    };
  }
}

/** The handler of a message in the context that Nest gives to guards; `undefined` in any other context. */
function guardedHandler(context: unknown): (GuardedHandler & { readonly context: object }) | undefined {
  try {
    if (typeof context !== 'object' || context === null) return undefined;
    const type = ask(context, 'getType');
    if (type !== 'rpc' && type !== 'ws') return undefined;
    const controller = ask(context, 'getClass');
    const handler = ask(context, 'getHandler');
    if (typeof controller !== 'function' || typeof handler !== 'function') return undefined;
    return { context, type: controller, handler };
  } catch {
    // It is not Nest that calls the guard.
    return undefined;
  }
}

function ask(context: object, question: string): unknown {
  const method: unknown = Reflect.get(context, question);
  return typeof method === 'function' ? Reflect.apply(method, context, []) : undefined;
}
