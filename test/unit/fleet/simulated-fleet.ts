import { AlertBook } from '../../../src/alerts/alert-book.js';
import { AlertComposer } from '../../../src/alerts/composer.js';
import type { Message } from '../../../src/alerts/message.js';
import { createRedactor } from '../../../src/alerts/redaction/redactor.js';
import { fleetPace } from '../../../src/fleet/fleet-pace.js';
import { fleetTimes } from '../../../src/fleet/fleet-times.js';
import { Fleet } from '../../../src/fleet/fleet.js';
import type { FleetStore } from '../../../src/fleet/fleet-store.js';
import { IncidentEngine } from '../../../src/incidents/incident-engine.js';
import type { Monitor } from '../../../src/incidents/monitor.js';
import { RuleBook } from '../../../src/rules/rule-book.js';
import type { AlertRule } from '../../../src/rules/rule-kinds.js';
import type { IncidentPolicy } from '../../../src/rules/rule-options.js';
import { AlertRegister } from '../../../src/sandbox/register/alert-register.js';
import type { SandboxAlert } from '../../../src/sandbox/register/sandbox-alert.js';
import { VirtualClock } from '../../../src/testing/virtual-clock.js';
import type { Clock } from '../../../src/time/clock.js';
import { parseDuration, type Duration } from '../../../src/time/duration.js';
import { ModelFleet } from '../../fleet/model/model-fleet.js';
import { requestOutcome, type RequestEnd } from '../rules/outcomes.js';

/** How far the time advances before answers of the store are taken, in milliseconds. */
const STEP = 250;

/** A process of a simulated fleet: real rules, incidents, texts and fleet; only requests, the store and the platform are simulated. */
export class SimulatedInstance {
  readonly engine: IncidentEngine;
  readonly fleet: Fleet;
  readonly book: AlertBook;
  readonly states: string[] = [];
  readonly rules: RuleBook;
  isKilled = false;
  readonly #monitors = new Map<string, Monitor>();
  readonly #clock: PausableClock;

  constructor(
    rules: readonly AlertRule[],
    readonly name: string,
    store: FleetStore,
    clock: VirtualClock,
    send: (instance: SimulatedInstance, message: Message) => Promise<{ readonly ok: boolean }>,
    lastRaised: (alias: string) => number | undefined,
  ) {
    this.#clock = new PausableClock(clock);
    const identity = { service: 'shop', environment: 'test', host: name };
    const composer = new AlertComposer({
      identity,
      redactor: createRedactor({}),
      includeStack: false,
      forwardHeaders: [],
      warn: () => undefined,
    });
    this.rules = new RuleBook(rules, {});
    this.book = new AlertBook({
      composer,
      identity,
      defaults: {},
      send: (message) => this.fleet.sent(message.type, message.alias, send(this, message)),
    });
    this.fleet = new Fleet({
      store,
      clock: this.#clock,
      pace: fleetPace(2_000, 10_000),
      outlier: 3,
      random: () => 0.5,
      fault: (error) => {
        throw error;
      },
      changed: (state) => this.states.push(state),
    });
    this.engine = new IncidentEngine({
      clock: this.#clock,
      random: () => 0.5,
      emit: (transition) => this.fleet.take(transition),
      peers: this.fleet,
    });
    this.fleet.connect({
      engine: this.engine,
      emit: (transition) => this.book.take(transition),
      alerts: {
        alertOf: (incidentId) => this.book.alertOf(incidentId),
        adopt: (incidentId, alias, priority, target) => this.book.adopt(incidentId, alias, priority, target),
        release: (incidentId) => this.book.release(incidentId),
        withdrawClose: () => undefined,
        lastRaised: (alias) => Promise.resolve(lastRaised(alias)),
      },
    });
    this.fleet.start();
  }

  /** Requests to an operation that end so. */
  ends(operation: string, end: RequestEnd, times = 1): void {
    if (this.#clock.isPaused) return;
    const monitor = this.#monitorOf(operation);
    for (let time = 0; time < times; time++)
      monitor.record(requestOutcome({ operation, durationMs: 5, ...end }), this.#clock.now());
  }

  succeeds(operation: string, times = 1): void {
    this.ends(operation, { status: 200 }, times);
  }

  throws(operation: string, error: unknown = new Error('boom'), times = 1): void {
    this.ends(operation, { status: 500, errors: [error] }, times);
  }

  /** A task that runs here. */
  job(name: string, policy: IncidentPolicy = {}): { fails(): void; succeeds(): void } {
    const monitor = this.engine.monitor([this.rules.ruleForTask(policy)], `task:${name}`);
    const run = (errors: readonly unknown[]): void =>
      monitor.record(
        { kind: 'task', operation: monitor.operation, errors: [...errors], handled: false },
        this.#clock.now(),
      );
    return { fails: () => run([new Error('boom')]), succeeds: () => run([]) };
  }

  /** The process is killed: it does nothing any more. */
  kill(): void {
    this.isKilled = true;
    this.pause();
    this.fleet.stop();
    this.engine.stop();
  }

  /** The process stands still, like after SIGSTOP. */
  pause(): void {
    this.#clock.pause();
  }

  resume(): void {
    this.#clock.resume();
  }

  /** The process ends as it should. */
  async leave(): Promise<void> {
    this.engine.evaluate();
    this.engine.stop();
    await this.fleet.leave();
    this.pause();
  }

  get isPaused(): boolean {
    return this.#clock.isPaused;
  }

  /** Resolves while the process does not stand still. */
  running(): Promise<void> {
    return this.#clock.running();
  }

  #monitorOf(operation: string): Monitor {
    let monitor = this.#monitors.get(operation);
    if (monitor === undefined) {
      monitor = this.engine.monitor(this.rules.rulesWithoutHandler, operation);
      this.#monitors.set(operation, monitor);
    }
    return monitor;
  }
}

/** Several processes of one service on one virtual clock, with one store and one platform. */
export class SimulatedFleet {
  readonly clock = new VirtualClock();
  readonly store = new ModelFleet(() => this.clock.wall(), fleetTimes({ lease: 10_000, history: 3_600_000 }));
  readonly register = new AlertRegister(this.clock);
  readonly instances: SimulatedInstance[] = [];
  /** What reached the platform, in order: `shop-1 create errorRate:*:1%`; `repeat` if the alert was already open. */
  readonly sent: string[] = [];
  readonly messages: Message[] = [];
  /** The same, with the time. */
  readonly log: string[] = [];
  /** The most syncs of one process that were under way at once. */
  mostSyncs = 0;
  readonly #rules: readonly AlertRule[];
  readonly #cutOff = new Set<string>();
  readonly #held = new Map<string, (() => void)[]>();

  constructor(rules: readonly AlertRule[], instances: number) {
    this.#rules = rules;
    for (let number = 1; number <= instances; number++) this.add();
  }

  /** Starts one more process. */
  add(version = '1.0.0'): SimulatedInstance {
    const name = `shop-${this.instances.length + 1}`;
    const store = this.#reachable(name, this.store.join({ name, version }));
    const instance = new SimulatedInstance(
      this.#rules,
      name,
      store,
      this.clock,
      (one, message) => this.#send(one, message),
      (alias) => this.register.find({ type: 'alias', value: alias })?.lastOccurredAt.getTime(),
    );
    this.instances.push(instance);
    return instance;
  }

  /** One of the processes, counted from 1. */
  at(number: number): SimulatedInstance {
    const instance = this.instances[number - 1];
    if (instance === undefined) throw new Error(`There is no instance ${number}.`);
    return instance;
  }

  /** One process cannot reach the store, or can again. */
  cutOff(number: number, isCutOff: boolean): void {
    const { name } = this.at(number);
    if (isCutOff) this.#cutOff.add(name);
    else this.#cutOff.delete(name);
  }

  /** The platform takes nothing of one process, or does again. What waits is sent in order. */
  holdMessages(number: number, areHeld: boolean): void {
    const { name } = this.at(number);
    if (areHeld) return void this.#held.set(name, this.#held.get(name) ?? []);
    const waiting = this.#held.get(name) ?? [];
    this.#held.delete(name);
    for (const send of waiting) send();
  }

  /** Advances the time in steps, and lets the store answer after each. @param work runs before each whole second */
  async advance(span: Duration, work: () => void = () => undefined, step = STEP): Promise<void> {
    const end = this.clock.now() + (parseDuration(span) ?? 0);
    while (this.clock.now() < end) {
      if (this.clock.now() % 1_000 === 0) work();
      this.clock.advance(Math.min(step, end - this.clock.now()));
      await settled();
    }
  }

  /** What pages or ends a page. */
  get pages(): string[] {
    return this.sent.filter((line) => / (?:create|close) /.test(line));
  }

  get open(): string[] {
    return this.alerts.filter(({ status }) => status === 'open').map(({ alias }) => alias.replace(/^shop:test:/, ''));
  }

  get alerts(): readonly SandboxAlert[] {
    return this.register.alerts;
  }

  async #send(instance: SimulatedInstance, message: Message): Promise<{ readonly ok: boolean }> {
    const waiting = this.#held.get(instance.name);
    await (waiting === undefined ? undefined : new Promise<void>((resolve) => waiting.push(resolve)));
    await instance.running();
    this.messages.push(message);
    const line = `${instance.name} ${this.#carryOut(message)} ${message.alias.replace(/^shop:test:/, '')}`;
    this.sent.push(line);
    this.log.push(`${this.clock.now() / 1_000} s: ${line}`);
    return { ok: true };
  }

  #carryOut({ type, alias, payload }: Message): string {
    const identifier = { type: 'alias', value: alias } as const;
    switch (type) {
      case 'create':
        return this.register.create(payload).opened ? 'create' : 'repeat';
      case 'close':
        return this.register.closeByAlias(alias, payload) ? 'close' : 'void-close';
      case 'note':
        return 'refused' in this.register.addNote(identifier, payload) ? 'void-note' : 'note';
      case 'acknowledge':
        return 'acknowledge';
    }
  }

  /** The store, as far as a process that may be cut off can reach it. */
  #reachable(name: string, store: FleetStore): FleetStore {
    const guarded = async <T>(call: () => Promise<T>): Promise<T> => {
      const running = (): Promise<void> =>
        this.instances.find((one) => one.name === name)?.running() ?? Promise.resolve();
      if (this.#cutOff.has(name)) throw new Error('cut off');
      const answer = await call();
      await running();
      if (this.#cutOff.has(name)) throw new Error('cut off');
      return answer;
    };
    let syncs = 0;
    return {
      self: store.self,
      sync: async (request) => {
        this.mostSyncs = Math.max(this.mostSyncs, ++syncs);
        return guarded(() => store.sync(request)).finally(() => void syncs--);
      },
      record: (operation) => guarded(() => store.record(operation)),
      mute: (id, milliseconds) => guarded(() => store.mute(id, milliseconds)),
      reserve: (used, wanted, limit) => guarded(() => store.reserve(used, wanted, limit)),
      leave: () => guarded(() => store.leave()),
      close: () => store.close(),
    };
  }
}

/** A clock whose timers stand still while its process does. */
class PausableClock implements Clock {
  readonly #clock: VirtualClock;
  readonly #late: (() => void)[] = [];
  #isPaused = false;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  now(): number {
    return this.#clock.now();
  }

  wall(): number {
    return this.#clock.wall();
  }

  after(delay: number, action: () => void): ReturnType<Clock['after']> {
    let isCancelled = false;
    const run = (): void => {
      if (isCancelled) return;
      if (this.#isPaused) this.#late.push(run);
      else action();
    };
    const timer = this.#clock.after(delay, run);
    return {
      cancel: () => {
        isCancelled = true;
        timer.cancel();
      },
    };
  }

  pause(): void {
    this.#isPaused = true;
  }

  async running(): Promise<void> {
    if (this.#isPaused) await new Promise<void>((resolve) => this.#late.push(resolve));
  }

  resume(): void {
    this.#isPaused = false;
    for (const action of this.#late.splice(0)) action();
  }
}

/** Lets everything run that waits for a promise. */
async function settled(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}
