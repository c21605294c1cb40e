import { AlertBook } from '../../../src/alerts/alert-book.js';
import { AlertComposer } from '../../../src/alerts/composer.js';
import type { Message } from '../../../src/alerts/message.js';
import { createRedactor } from '../../../src/alerts/redaction/redactor.js';
import { IncidentEngine } from '../../../src/incidents/incident-engine.js';
import type { Transition } from '../../../src/incidents/incident.js';
import type { Monitor } from '../../../src/incidents/monitor.js';
import type { AlertShape } from '../../../src/rules/alert-shape.js';
import type { CompiledRule } from '../../../src/rules/compiled-rule.js';
import { requestOutcome, type RequestEnd } from '../rules/outcomes.js';
import { RuleBook } from '../../../src/rules/rule-book.js';
import type { IncidentPolicy } from '../../../src/rules/rule-options.js';
import type { AlertRule } from '../../../src/rules/rule-kinds.js';
import { AlertRegister } from '../../../src/sandbox/register/alert-register.js';
import type { SandboxAlert } from '../../../src/sandbox/register/sandbox-alert.js';
import { VirtualClock } from '../../../src/testing/virtual-clock.js';
import type { Duration } from '../../../src/time/duration.js';

/** How a simulated service differs from an ordinary one. */
export interface Settings {
  readonly defaults?: AlertShape & IncidentPolicy;
  /** The jitter's numbers from 0 to 1. The default, 0.5, is no jitter. */
  readonly random?: () => number;
  /** Further secrets. */
  readonly patterns?: readonly RegExp[];
  readonly version?: string;
}

/** Where the wall clock of every simulated service stands at first. */
export const START = new Date('2026-01-01T00:00:00Z');

/**
 * A service on a virtual clock: real rules, real incidents, real texts, and a register instead of the platform. Only its requests are
 * simulated.
 */
export class SimulatedService {
  readonly clock = new VirtualClock(START);
  readonly register = new AlertRegister(this.clock);
  readonly rules: RuleBook;
  readonly engine: IncidentEngine;
  readonly book: AlertBook;
  readonly transitions: Transition[] = [];
  readonly messages: Message[] = [];
  readonly warnings: string[] = [];
  readonly #monitors = new Map<string, Monitor>();
  readonly #sent: string[] = [];

  constructor(
    rules: readonly AlertRule[],
    { defaults = {}, random = () => 0.5, patterns = [], version }: Settings = {},
  ) {
    const identity = { service: 'shop', environment: 'test', host: 'host', version };
    const composer = new AlertComposer({
      identity,
      redactor: createRedactor({ patterns }),
      includeStack: false,
      forwardHeaders: [],
      warn: (message) => void this.warnings.push(message),
    });
    this.rules = new RuleBook(rules, defaults);
    this.book = new AlertBook({
      composer,
      identity,
      defaults,
      send: (message) => this.#send(message),
    });
    this.engine = new IncidentEngine({
      clock: this.clock,
      random,
      emit: (transition) => {
        this.transitions.push(transition);
        this.book.take(transition);
        this.took(transition);
      },
    });
  }

  /** Called after each transition, for services that do more with it. */
  protected took(_transition: Transition): void {
    // Most do no more.
  }

  /** Gives an operation the rules of a handler; other operations have the module's. */
  route(operation: string, controller: new () => object, method: string): void {
    const handler: unknown = Reflect.get(controller.prototype as object, method);
    if (typeof handler !== 'function') throw new TypeError(`${controller.name} has no method ${method}.`);
    this.watch(operation, this.rules.rulesFor(controller, handler), controller.name);
  }

  /** Gives an operation these rules. */
  watch(operation: string, rules: readonly CompiledRule[], controller?: string): void {
    this.#monitors.set(operation, this.engine.monitor(rules, operation, controller));
  }

  /** A request that succeeds. */
  succeeds(operation: string, times = 1): void {
    for (let time = 0; time < times; time++) this.ends(operation, { status: 200 });
  }

  /** A request that is answered with a status, without a visible error. */
  answers(operation: string, status: number, times = 1): void {
    for (let time = 0; time < times; time++) this.ends(operation, { status });
  }

  /** A request that fails with an error and is answered with 500. */
  throws(operation: string, error: unknown = new Error('boom'), times = 1): void {
    for (let time = 0; time < times; time++) this.ends(operation, { status: 500, errors: [error] });
  }

  /** A request that succeeds after this many milliseconds. */
  takes(operation: string, durationMs: number, times = 1): void {
    for (let time = 0; time < times; time++) this.ends(operation, { status: 200, durationMs });
  }

  /** A request with the given outcome. */
  ends(operation: string, end: RequestEnd): void {
    let monitor = this.#monitors.get(operation);
    if (monitor === undefined) {
      monitor = this.engine.monitor(this.rules.rulesWithoutHandler, operation);
      this.#monitors.set(operation, monitor);
    }
    monitor.record(requestOutcome({ operation, durationMs: 5, ...end }), this.clock.now());
  }

  advance(span: Duration): void {
    this.clock.advance(span);
  }

  /** Repeats something, with a pause after each time. */
  repeat(times: number, pause: Duration, work: (time: number) => void): void {
    for (let time = 0; time < times; time++) {
      work(time);
      this.advance(pause);
    }
  }

  /** The requests to the platform, in order and in short: `create status:GET /orders:5XX`; `repeat` if the alert was already open. */
  get sent(): readonly string[] {
    return this.#sent;
  }

  /** What pages people: {@link sent} without notes and repeats. */
  get pages(): readonly string[] {
    return this.#sent.filter((line) => /^(?:create|close) /.test(line));
  }

  /** The notes, in order. */
  get notes(): string[] {
    return this.messages.flatMap(({ type, payload }) => (type === 'note' ? [payload.note] : []));
  }

  /** The notes of closes, in order. */
  get lastWords(): (string | undefined)[] {
    return this.messages.flatMap(({ type, payload }) => (type === 'close' ? [payload.note] : []));
  }

  /** The alerts that a person sees as open, in short: `status:GET /orders:5XX`. */
  get open(): string[] {
    return this.alerts.filter(({ status }) => status === 'open').map(({ alias }) => alias.replace(/^shop:test:/, ''));
  }

  /** All alerts that the platform has, the oldest first. */
  get alerts(): readonly SandboxAlert[] {
    return this.register.alerts;
  }

  /** The only alert that the platform has. */
  get alert(): SandboxAlert {
    const [alert, ...others] = this.alerts;
    if (alert === undefined || others.length > 0) throw new Error(`There are ${this.alerts.length} alerts, not one.`);
    return alert;
  }

  #send(message: Message): void {
    this.messages.push(message);
    this.#sent.push(`${this.#carryOut(message)} ${message.alias.replace(/^shop:test:/, '')}`);
  }

  #carryOut({ type, alias, payload }: Message): string {
    const identifier = { type: 'alias', value: alias } as const;
    switch (type) {
      case 'create':
        return this.register.create(payload).opened ? 'create' : 'repeat';
      case 'close':
        return this.register.closeByAlias(alias, payload) ? 'close' : 'close failed';
      case 'note':
        return 'refused' in this.register.addNote(identifier, payload) ? 'note failed' : 'note';
      case 'acknowledge':
        return 'refused' in this.register.acknowledge(identifier, payload) ? 'acknowledge failed' : 'acknowledge';
    }
  }
}
