import type { ModulesContainer } from '@nestjs/core';

import { NEVER } from '../../rules/compiled-rule.js';
import { POPULATIONS } from '../../text/operation.js';
import { isList, readProperty } from '../../text/guarded-read.js';
import { classesOf, type Class } from '../application-classes.js';
import type { ObserverContext } from '../observer.js';
import { metadata } from './entry-point.js';
import type { ObservedMethod } from './observed-method.js';

/** Where `@nestjs/cqrs` reports errors that nothing else catches. */
interface UnhandledErrors {
  subscribe(take: (entry: unknown) => void): { unsubscribe(): void };
}

/** A class with sagas. */
interface SagaClass {
  readonly type: Class;
  readonly names: readonly string[];
}

/**
 * Observes the sagas of `@nestjs/cqrs`. Most are arrow functions in fields, which cannot be wrapped, so their errors are read where the
 * library reports them. A saga that throws has ended: it takes no event any more until the process starts again.
 */
export class Sagas {
  readonly #context: ObserverContext;
  readonly #monitors = new Map<string, ObservedMethod['monitor']>();
  readonly #subscriptions = new Map<UnhandledErrors, () => void>();
  #classes: readonly SagaClass[] = [];

  constructor(context: ObserverContext) {
    this.#context = context;
  }

  connect(modules: ModulesContainer): void {
    if (this.#context.settings.observe.cqrs === false) return;
    this.#classes = sagaClassesOf(modules);
    if (this.#classes.length === 0) return;
    for (const bus of busesOf(modules)) {
      if (this.#subscriptions.has(bus)) continue;
      const subscription = bus.subscribe((entry) =>
        this.#context.faults.guard('The error of a saga could not be observed', () => this.#take(entry)),
      );
      this.#subscriptions.set(bus, () => subscription.unsubscribe());
    }
  }

  /** Whether the sagas of a class are observed. */
  has(type: { readonly prototype: object }): boolean {
    return this.#subscriptions.size > 0 && this.#classes.some((known) => known.type.prototype === type.prototype);
  }

  stop(): void {
    for (const unsubscribe of this.#subscriptions.values())
      this.#context.faults.guard('The errors of sagas could not be left', unsubscribe);
    this.#subscriptions.clear();
  }

  #take(entry: unknown): void {
    // The name of a saga that threw. A command that a saga started, or an event whose handler threw, is an object: those are observed by
    // their handlers.
    const name = readProperty(entry, 'cause');
    if (typeof name !== 'string') return;
    const found = this.#classes.filter(({ names }) => names.includes(name));
    const [first] = found;
    if (first === undefined) return;
    const monitor = this.#monitorOf(name, found, first.type);
    const { operation } = monitor;
    const { clock } = this.#context;
    monitor.record(
      {
        kind: 'cqrs',
        operation,
        controller: first.type.name,
        handler: name,
        errors: [readProperty(entry, 'exception')],
        handled: false,
        caller: 'none',
      },
      clock.now(),
    );
  }

  /** Two classes may have a saga of one name. Their errors cannot be told apart, and the rules of the first one count. */
  #monitorOf(name: string, classes: readonly SagaClass[], type: Class): ObservedMethod['monitor'] {
    let monitor = this.#monitors.get(name);
    if (monitor === undefined) {
      const { incidents, rules } = this.#context;
      const method: unknown = readProperty(type.prototype, name);
      const compiled = rules.rulesForRuns(type, typeof method === 'function' ? method : NO_METHOD, {
        isOwnOnly: false,
        isQueue: false,
        recovery: NEVER,
      });
      const operation = `saga:${classes.map((one) => `${one.type.name}.${name}`).join('|')}`;
      monitor = incidents.monitor(compiled, operation, type.name, POPULATIONS['cqrs']);
      this.#monitors.set(name, monitor);
    }
    return monitor;
  }
}

/** A saga in a field has no decorators of its own but `@Saga()`. */
const NO_METHOD = {};

function sagaClassesOf(modules: ModulesContainer): SagaClass[] {
  const types = new Set([...modules.values()].flatMap((module) => classesOf(module.providers)));
  return [...types].flatMap((type) => {
    const names = metadata('__saga__', type);
    return isList(names) ? [{ type, names: names.filter((name) => typeof name === 'string') }] : [];
  });
}

function busesOf(modules: ModulesContainer): UnhandledErrors[] {
  const instances = [...modules.values()].flatMap((module) =>
    [...module.providers.values()].map((wrapper): unknown => readProperty(wrapper, 'instance')),
  );
  return [...new Set(instances)].filter(isBus);
}

function isBus(instance: unknown): instance is UnhandledErrors {
  const type = readProperty(instance, 'constructor');
  return (
    readProperty(type, 'name') === 'UnhandledExceptionBus' && typeof readProperty(instance, 'subscribe') === 'function'
  );
}
