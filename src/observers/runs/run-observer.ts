import { FIRST_SUCCESS, SUSTAINED, type CompiledRule } from '../../rules/compiled-rule.js';
import { declarationOf } from '../../rules/declaration.js';
import type { OutcomeKind } from '../../rules/outcome.js';
import { POPULATIONS } from '../../text/operation.js';
import type { ObservedApplication } from '../observed-application.js';
import type { Class } from '../application-classes.js';
import type { DecoratedMethod, Observer, ObserverContext } from '../observer.js';
import { placeOf, type Method } from './entry-point.js';
import { ExternalContexts } from './external-contexts.js';
import { Guards, type GuardedHandler } from './guards.js';
import { withHeartbeat } from './heartbeat-of-runs.js';
import { MissedRuns } from './missed-runs.js';
import { methodRosterOf, type FoundMethod } from './method-roster.js';
import { originalOf, watchMethod, type Watcher } from './method-wrapper.js';
import type { ObservedMethod } from './observed-method.js';
import type { ProcessorJobs } from './queues/processor-jobs.js';
import { QueueJobs } from './queues/queue-jobs.js';
import { RunReporter } from './run-reporter.js';
import { Sagas } from './sagas.js';

/**
 * Observes what runs outside HTTP: messages, jobs, listeners, commands, and methods with alert decorators of their own. Only methods with
 * an active rule are touched.
 */
export class RunObserver implements Observer {
  readonly isExclusive = true;
  readonly #context: ObserverContext;
  readonly #reporter: RunReporter;
  readonly #externalContexts: ExternalContexts;
  readonly #queues: QueueJobs;
  readonly #missedRuns: MissedRuns;
  readonly #sagas: Sagas;
  readonly #observed = new Map<object, Map<string | symbol, ObservedMethod>>();
  readonly #undo: (() => void)[] = [];
  /** Methods of kinds that are not observed. */
  readonly #switchedOff: FoundMethod[] = [];
  readonly #guards = new Guards({
    threw: (handler, error) => this.#refused(handler, error),
    runnerOf: (prototype) => this.#runnerOf(prototype, 'canActivate'),
  });
  #application: ObservedApplication | undefined;
  /** Handlers of routes that are called outside HTTP as well. */
  readonly #shared: Method[] = [];
  /** The classes whose methods are known. */
  readonly #read = new Set<Class>();

  constructor(context: ObserverContext) {
    this.#context = context;
    this.#reporter = new RunReporter(context);
    this.#externalContexts = new ExternalContexts(this.#reporter, context.faults);
    this.#queues = new QueueJobs(context);
    this.#missedRuns = new MissedRuns(context);
    this.#sagas = new Sagas(context);
  }

  attach(application: ObservedApplication): void {
    this.#application = application;
    this.#watchMethods(application);
  }

  connect(): void {
    // The classes of instances that factories made are known only now.
    const application = this.#application;
    if (application === undefined) return;
    this.#watchMethods(application);
    this.#sagas.connect(application.modules);
  }

  ready(): void {
    this.#queues.connect();
    if (this.#application === undefined) return;
    this.#missedRuns.start(this.#application);
    if (this.#shared.length === 0) return;
    const places = this.#shared.map(placeOf).join(', ');
    this.#context.log.warn(
      `${places}: a handler of an HTTP route that also handles other calls is observed only over HTTP. ` +
        'Give the other calls a method of their own.',
    );
  }

  async settled(patience: number): Promise<void> {
    const startedAt = this.#context.clock.now();
    await this.#reporter.settled(patience);
    await this.#queues.settled(Math.max(0, patience - (this.#context.clock.now() - startedAt)));
  }

  stop(): void {
    this.#externalContexts.stop();
    this.#queues.stop();
    this.#missedRuns.stop();
    this.#sagas.stop();
    for (const undo of this.#undo.splice(0)) undo();
  }

  rules(): readonly CompiledRule[] {
    return this.#all.flatMap(({ rules }) => rules);
  }

  kinds(): readonly OutcomeKind[] {
    return [...this.#observed.values()].flatMap((methods) =>
      [...methods.values()].map(({ entryPoint }) => entryPoint.kind),
    );
  }

  kindOf({ type, name }: DecoratedMethod): OutcomeKind | undefined {
    return this.#observed.get(type.prototype)?.get(name)?.entryPoint.kind;
  }

  switchedOffBy({ type, name }: DecoratedMethod): string | undefined {
    const found = this.#switchedOff.find(({ method }) => method.type === type && method.name === name);
    return found && `observe.${found.entryPoint.kind} is false`;
  }

  reachesClass(type: DecoratedMethod['type']): boolean {
    return this.#sagas.has(type);
  }

  #watchMethods(application: ObservedApplication): void {
    const { found: methods, shared } = methodRosterOf(application.modules, this.#read);
    this.#shared.push(...shared);
    for (const found of methods) {
      const { kind } = found.entryPoint;
      if (kind !== 'method' && this.#context.settings.observe[kind] === false) {
        this.#switchedOff.push(found);
        continue;
      }
      const rules = this.#rulesOf(found);
      const timing = this.#timingRulesOf(found);
      const hasHeartbeat = declarationOf(originalOf(found.method.method)).heartbeat !== undefined;
      if (rules.length + timing.length > 0 || hasHeartbeat) this.#watch(found, { rules, timing }, application);
    }
    if (this.#hasMessages)
      this.#context.faults.guard('Guards could not be observed', () =>
        this.#undo.push(...this.#guards.watch(application.modules)),
      );
  }

  get #hasMessages(): boolean {
    return this.#all.some(({ entryPoint: { kind } }) => kind === 'rpc' || kind === 'ws');
  }

  get #all(): ObservedMethod[] {
    return [...this.#observed.values()].flatMap((methods) => [...methods.values()]);
  }

  #watch(
    { method, entryPoint }: FoundMethod,
    { rules, timing }: { readonly rules: readonly CompiledRule[]; readonly timing: readonly CompiledRule[] },
    application: ObservedApplication,
  ): void {
    const { faults, heartbeats, incidents } = this.#context;
    faults.guard('A method could not be observed', () => {
      const { prototype, name: className } = method.type;
      const ofRuns = rules.filter(({ needsQueue }) => !needsQueue);
      const { heartbeat } = declarationOf(originalOf(method.method));
      const recorder = incidents.monitor(ofRuns, entryPoint.operation, className, POPULATIONS[entryPoint.kind]);
      const monitor =
        heartbeat === undefined
          ? recorder
          : withHeartbeat(recorder, entryPoint.kind, () => heartbeats.ping(heartbeat.name));
      const job = timing.length === 0 ? undefined : this.#missedRuns.watch(method, entryPoint, timing);
      const observed: ObservedMethod = { entryPoint, method, rules: [...rules, ...timing], monitor, job };
      if (entryPoint.externalContext === undefined)
        this.#undo.push(
          watchMethod(prototype, method.name, this.#runner(observed, this.#queues.add(observed, application))),
        );
      else this.#externalContexts.observe(observed, application.contexts);
      let methods = this.#observed.get(prototype);
      if (methods === undefined) this.#observed.set(prototype, (methods = new Map<string | symbol, ObservedMethod>()));
      methods.set(method.name, observed);
    });
  }

  #runner(observed: ObservedMethod, jobs?: ProcessorJobs): Watcher {
    const { job } = observed;
    return (run, self, args) =>
      this.#reporter.run(
        jobs?.attempt(args[0]) ?? observed,
        job === undefined ? run : this.#missedRuns.observing(job, run),
        self,
        args,
      );
  }

  #runnerOf(prototype: object, name: string): Watcher | undefined {
    const observed = this.#observed.get(prototype)?.get(name);
    return observed && this.#runner(observed);
  }

  #refused({ type, handler }: GuardedHandler, error: unknown): void {
    const original = originalOf(handler);
    const observed = this.#all.find(({ method }) => method.type === type && method.method === original);
    if (observed !== undefined) this.#reporter.refused(observed, error);
  }

  #rulesOf({ method, entryPoint, isPlain }: FoundMethod): readonly CompiledRule[] {
    const recovery = entryPoint.isRare === true ? FIRST_SUCCESS : SUSTAINED;
    return this.#context.rules.rulesForRuns(method.type, originalOf(method.method), {
      isOwnOnly: isPlain,
      isQueue: entryPoint.kind === 'queues',
      recovery,
    });
  }

  #timingRulesOf({ method, entryPoint, isPlain }: FoundMethod): readonly CompiledRule[] {
    if (entryPoint.externalContext !== undefined) return [];
    const isOwnOnly = isPlain;
    const isScheduled = entryPoint.kind === 'schedule';
    return this.#context.rules.rulesForTiming(method.type, originalOf(method.method), { isOwnOnly, isScheduled });
  }
}
