import { EventEmitter } from 'node:events';

import type { Monitor } from '../../../src/incidents/monitor.js';
import type { ObservedApplication } from '../../../src/observers/observed-application.js';
import type { DecoratedMethod, Observer, ObserverContext } from '../../../src/observers/observer.js';
import type { OutcomeKind } from '../../../src/rules/outcome.js';

/** In `src/` the name would stand in {@link OutcomeKind}. */
const EVENT = 'event' as OutcomeKind;

/** Observes the events that the application's emitters emit: one whose listener throws has failed. */
export class EmitterObserver implements Observer {
  readonly isExclusive = true;
  readonly #context: ObserverContext;
  readonly #monitors = new Map<string, Monitor>();
  readonly #emitters: EventEmitter[] = [];
  readonly #reports = new Set<Promise<void>>();
  #application: ObservedApplication | undefined;

  constructor(context: ObserverContext) {
    this.#context = context;
  }

  attach(application: ObservedApplication): void {
    this.#application = application;
  }

  connect(): void {
    for (const module of this.#application?.modules.values() ?? [])
      for (const { instance } of module.providers.values())
        if (isEmitter(instance) && !this.#emitters.includes(instance)) this.#observe(instance);
  }

  async settled(): Promise<void> {
    await Promise.all(this.#reports);
  }

  stop(): void {
    for (const emitter of this.#emitters) Reflect.deleteProperty(emitter, 'emit');
  }

  kindOf({ type }: DecoratedMethod): OutcomeKind | undefined {
    return type.prototype instanceof EventEmitter ? 'events' : undefined;
  }

  #observe(emitter: EventEmitter): void {
    this.#emitters.push(emitter);
    const emit = emitter.emit.bind(emitter);
    emitter.emit = (event: string, ...given: unknown[]) => {
      try {
        const heard = emit(event, ...given);
        this.#end(event, []);
        return heard;
      } catch (error) {
        this.#end(event, [error]);
        throw error;
      }
    };
  }

  // A turn later, as an observer does that has to wait for what else a run brings.
  #end(event: string, errors: readonly unknown[]): void {
    const report = new Promise<void>((resolve) => {
      setImmediate(() => {
        const { clock, faults } = this.#context;
        faults.guard('An event could not be observed', () => {
          const monitor = this.#monitorOf(event);
          monitor.record({ kind: EVENT, operation: monitor.operation, errors, handled: false }, clock.now());
        });
        this.#reports.delete(report);
        resolve();
      });
    });
    this.#reports.add(report);
  }

  #monitorOf(event: string): Monitor {
    const { incidents, rules } = this.#context;
    const known = this.#monitors.get(event);
    if (known !== undefined) return known;
    const monitor = incidents.monitor(rules.rulesWithoutHandler, `event:${event}`);
    this.#monitors.set(event, monitor);
    return monitor;
  }
}

function isEmitter(value: unknown): value is EventEmitter {
  return value instanceof EventEmitter;
}

/** Fails at every stage. */
export class BrokenObserver implements Observer {
  readonly isExclusive = false;
  readonly start = failing('start');
  readonly attach = failing('attach');
  readonly connect = failing('connect');
  readonly ready = failing('ready');
  readonly settled = failing('settled');
  readonly stop = failing('stop');
}

function failing(stage: string): () => never {
  return () => {
    throw new Error(`The test breaks ${stage}().`);
  };
}
