import { setImmediate as nextTurn } from 'node:timers/promises';

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
import { ensureHeartbeats, withHeartbeat } from './heartbeat-of-runs.js';
import { MissedRuns } from './missed-runs.js';
import { afterLazyLoading } from './lazy-modules.js';
import { methodRosterOf, type FoundMethod } from './method-roster.js';
import { originalOf, UNWATCHED, watchMethod, type Watcher } from './method-wrapper.js';
import type { ObservedMethod } from './observed-method.js';
import { ObservedMethods } from './observed-methods.js';
import type { ProcessorJobs } from './queues/processor-jobs.js';
import { QueueJobs } from './queues/queue-jobs.js';
import { RunReporter } from './run-reporter.js';
import { Sagas } from './sagas.js';

/** A finished run needs a turn of the event loop to be reported; one that was just started, and waits for nothing else, a few. */
const TURNS_TO_END = 3;
/** How long the fate of jobs is waited for that are under way when the application has shut down. Milliseconds. */
const LATE_RUNS_WITHIN = 600_000;

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
  readonly #observed = new ObservedMethods();
  readonly #undo: (() => void)[] = [];
  /** Methods of kinds that are not observed. */
  readonly #switchedOff: FoundMethod[] = [];
  readonly #guards = new Guards({
    threw: (handler, error) => this.#refused(handler, error),
    watcherOf: (prototype) => {
      const observed = this.#observed.get(prototype, 'canActivate');
      return observed && this.#watcherFor(observed);
    },
  });
  #application: ObservedApplication | undefined;
  /** Handlers of routes that are called outside HTTP as well. */
  readonly #shared: Method[] = [];
  /** The classes whose methods are known. */
  readonly #read = new Set<Class>();

  constructor(context: ObserverContext) {
    this.#context = context;
    this.#reporter = new RunReporter(context);
    this.#queues = new QueueJobs(context);
    this.#missedRuns = new MissedRuns(context);
    this.#externalContexts = new ExternalContexts(this.#reporter, this.#missedRuns, context.faults);
    this.#sagas = new Sagas(context);
  }

  attach(application: ObservedApplication): void {
    this.#application = application;
    this.#watchMethods(application);
    this.#undo.push(afterLazyLoading(application.lazyModules, () => this.#watchLoaded(application)));
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
    const { heartbeats, settings } = this.#context;
    ensureHeartbeats(this.#observed.all, settings.heartbeat?.ensure ?? false, heartbeats);
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
    // A listener that an event has just called may need a few turns. Whoever waits may be a run itself, which does not end meanwhile.
    for (let turn = 0; turn < TURNS_TO_END && this.#reporter.underWay.any; turn++) await nextTurn();
    await this.#queues.settled(patience);
  }

  idle(patience: number): Promise<boolean> {
    return this.#reporter.underWay.idle(patience);
  }

  stop(): void {
    this.#externalContexts.stop();
    // What becomes of a job that is under way is known only to its queue.
    if (this.#reporter.underWay.any) void this.idle(LATE_RUNS_WITHIN).then(() => this.#stopQueues());
    else this.#queues.stop();
    this.#missedRuns.stop();
    this.#sagas.stop();
    for (const undo of this.#undo.splice(0)) undo();
  }

  rules(): readonly CompiledRule[] {
    return this.#observed.all.flatMap(({ rules }) => rules);
  }

  kinds(): readonly OutcomeKind[] {
    return this.#observed.all.map(({ entryPoint }) => entryPoint.kind);
  }

  kindOf({ type, name }: DecoratedMethod): OutcomeKind | undefined {
    return this.#observed.get(type.prototype, name)?.entryPoint.kind;
  }

  switchedOffBy({ type, name }: DecoratedMethod): string | undefined {
    const found = this.#switchedOff.find(({ method }) => method.type === type && method.name === name);
    return found && `observe.${found.entryPoint.kind} is false`;
  }

  reachesClass(type: DecoratedMethod['type']): boolean {
    return this.#sagas.has(type);
  }

  async #stopQueues(): Promise<void> {
    await this.#queues.settled(LATE_RUNS_WITHIN);
    this.#queues.stop();
  }

  #watchLoaded(application: ObservedApplication): void {
    const { faults, log } = this.#context;
    faults.guard('A module that was loaded lazily could not be observed', () => {
      const uncalled = this.#watchMethods(application).filter(({ isPlain }) => !isPlain);
      if (uncalled.length === 0) return;
      const places = uncalled.map(({ method }) => placeOf(method)).join(', ');
      log.warn(
        `Nest never calls ${places}: it registers jobs, listeners and handlers only of modules that are imported at the start, ` +
          'not of those that are loaded lazily.',
      );
    });
  }

  /** @returns the methods that are observed from now on */
  #watchMethods(application: ObservedApplication): FoundMethod[] {
    const watched: FoundMethod[] = [];
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
      if (rules.length + timing.length === 0 && !hasHeartbeat) continue;
      this.#watch(found, { rules, timing }, application);
      watched.push(found);
    }
    if (this.#hasMessages)
      this.#context.faults.guard('Guards could not be observed', () =>
        this.#undo.push(...this.#guards.watch(application.modules)),
      );
    return watched;
  }

  get #hasMessages(): boolean {
    return this.#observed.all.some(({ entryPoint: { kind } }) => kind === 'rpc' || kind === 'ws');
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
          watchMethod(prototype, method.name, this.#watcherFor(observed, this.#queues.add(observed, application))),
        );
      else this.#externalContexts.observe(observed, application.contexts);
      this.#observed.add(observed);
    });
  }

  #watcherFor(observed: ObservedMethod, jobs?: ProcessorJobs): Watcher {
    const { job } = observed;
    return (self, args) => {
      try {
        return this.#reporter.start(
          jobs?.attempt(args[0]) ?? observed,
          job === undefined ? undefined : this.#missedRuns.started(job, self),
        );
      } catch (error) {
        this.#context.faults.report('A run could not be observed', error);
        return UNWATCHED;
      }
    };
  }

  #refused({ type, handler }: GuardedHandler, error: unknown): void {
    const original = originalOf(handler);
    const observed = this.#observed.all.find(({ method }) => method.type === type && method.method === original);
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
    const isOwnOnly = isPlain;
    const isScheduled = entryPoint.kind === 'schedule';
    return this.#context.rules.rulesForTiming(method.type, originalOf(method.method), { isOwnOnly, isScheduled });
  }
}
