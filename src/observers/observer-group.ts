import type { CompiledRule } from '../rules/compiled-rule.js';
import type { OutcomeKind } from '../rules/outcome.js';
import type { FaultLog } from './fault-log.js';
import type { ObservedApplication } from './observed-application.js';
import type { DecoratedMethod, Observer } from './observer.js';

/** The observers of one import of the module. Passes each stage on to all of them; the failure of one affects no other. */
export class ObserverGroup {
  readonly #observers: Map<string, Observer>;
  readonly #faults: FaultLog;

  constructor(observers: Readonly<Record<string, Observer>>, faults: FaultLog) {
    this.#observers = new Map(Object.entries(observers));
    this.#faults = faults;
  }

  /** See {@link Observer.start}. */
  start(): void {
    this.#each('start', (observer) => observer.start?.());
  }

  /** See {@link Observer.attach}. */
  attach(application: ObservedApplication): void {
    this.#each('attach', (observer) => observer.attach?.(application));
  }

  /** See {@link Observer.install}. */
  install(): void {
    this.#each('install', (observer) => observer.install?.());
  }

  /** See {@link Observer.connect}. */
  connect(): void {
    this.#each('connect', (observer) => observer.connect?.());
  }

  /** See {@link Observer.ready}. */
  ready(): void {
    this.#each('ready', (observer) => observer.ready?.());
  }

  /** Another import of the module observes the application: only those that are not exclusive remain. */
  standBack(): void {
    for (const [name, observer] of this.#observers) {
      if (!observer.isExclusive) continue;
      this.#observers.delete(name);
      this.#guard(name, 'stop', () => observer.stop?.());
    }
  }

  /** See {@link Observer.settled}. Never rejects. */
  async settled(patience: number): Promise<void> {
    const waits = [...this.#observers].map(async ([name, observer]) => {
      try {
        await observer.settled?.(patience);
      } catch (error) {
        this.#faults.report(failureOf(name, 'settled'), error);
      }
    });
    await Promise.all(waits);
  }

  /** See {@link Observer.idle}. Never rejects. */
  async idle(patience: number): Promise<boolean> {
    const waits = [...this.#observers].map(async ([name, observer]) => {
      try {
        return (await observer.idle?.(patience)) ?? true;
      } catch (error) {
        this.#faults.report(failureOf(name, 'idle'), error);
        return true;
      }
    });
    return (await Promise.all(waits)).every((isIdle) => isIdle);
  }

  /** See {@link Observer.stop}. */
  stop(): void {
    this.#each('stop', (observer) => observer.stop?.());
  }

  /** See {@link Observer.rules}. */
  rules(): readonly CompiledRule[] {
    const rules: CompiledRule[] = [];
    this.#each('rules', (observer) => rules.push(...(observer.rules?.() ?? [])));
    return rules;
  }

  /** See {@link Observer.kinds}. */
  kinds(): readonly OutcomeKind[] {
    const kinds: OutcomeKind[] = [];
    this.#each('kinds', (observer) => kinds.push(...(observer.kinds?.() ?? [])));
    return [...new Set(kinds)];
  }

  /** What the runs of a method are observed as; `undefined` if none of the observers observes them. */
  kindOf(decorated: DecoratedMethod): OutcomeKind | undefined {
    for (const observer of this.#observers.values()) {
      const kind = observer.kindOf?.(decorated);
      if (kind !== undefined) return kind;
    }
    return undefined;
  }

  /** See {@link Observer.switchedOffBy}. */
  switchedOffBy(decorated: DecoratedMethod): string | undefined {
    for (const observer of this.#observers.values()) {
      const option = observer.switchedOffBy?.(decorated);
      if (option !== undefined) return option;
    }
    return undefined;
  }

  /** Whether alert decorators on a class have an effect, though none of its methods is reached. */
  reachesClass(type: DecoratedMethod['type']): boolean {
    return [...this.#observers.values()].some((observer) => observer.reachesClass?.(type) === true);
  }

  #each(stage: string, run: (observer: Observer) => void): void {
    for (const [name, observer] of this.#observers) this.#guard(name, stage, () => run(observer));
  }

  #guard(name: string, stage: string, action: () => void): void {
    this.#faults.guard(failureOf(name, stage), action);
  }
}

function failureOf(name: string, stage: string): string {
  return `The observer '${name}' failed at the stage '${stage}'`;
}
