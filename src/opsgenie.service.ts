import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown, type Type } from '@nestjs/common';

import type { ComposedAlert } from './alerts/manual-alerts.js';
import { repairShape, type ManualAlert } from './alerts/shape/manual-alert.js';
import type { Message } from './alerts/message.js';
import type { FlushReport } from './delivery/delivery-stats.js';
import type { AlertReceipt } from './delivery/receipt.js';
import type { ActiveIncident } from './incidents/incident.js';
import { TaskObserver } from './observers/tasks/task-observer.js';
import { OpsgeniePipeline } from './opsgenie.pipeline.js';
import { statsOf, type OpsgenieStats } from './opsgenie.stats.js';
import type { AlertShape } from './rules/alert-shape.js';
import type { EffectiveRule } from './rules/rule-book.js';
import type { Timer } from './time/clock.js';
import { observeStats } from './telemetry/stats-metrics.js';
import { formatDuration, parseDuration, type Duration } from './time/duration.js';

/** A note that goes with closing or acknowledging an alert. */
export interface ActionOptions {
  /** At most 25,000 characters. */
  readonly note?: string;
}

/** For how long nobody is told, and why. */
export interface MuteOptions {
  /** How long; a number is milliseconds. */
  readonly for: Duration;
  /** Why; it is logged. */
  readonly reason: string;
}

/** So many alerts may wait for their `closeAfter`; the timers of more would only take memory. */
const MOST_CLOSINGS = 1_000;

/**
 * What an application injects to raise and close alerts itself.
 *
 * No method waits for the platform, and none throws.
 */
@Injectable()
export class OpsgenieService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #pipeline: OpsgeniePipeline;
  readonly #tasks: TaskObserver;
  readonly #closings = new Map<string, Timer>();
  #disabled = 0;
  #mutedRaises = 0;

  constructor(@Inject(OpsgeniePipeline) pipeline: OpsgeniePipeline) {
    this.#pipeline = pipeline;
    this.#tasks = new TaskObserver(pipeline.clock, pipeline.incidents, pipeline.rules, (message) =>
      pipeline.log.error(message),
    );
  }

  /**
   * Raises an alert. An alias of an open alert makes it a repeat: the platform counts it and pages nobody again.
   *
   * @example
   * ```ts
   * this.opsgenie.raise({ message: 'Stock feed is late', alias: 'stock-feed', priority: 'P2' });
   * ```
   */
  raise(alert: ManualAlert): AlertReceipt {
    return this.#raise(this.#pipeline.manualAlerts.ofMessage(alert));
  }

  /** Raises an alert about an error that the application caught. */
  raiseException(error: unknown, options: AlertShape = {}): AlertReceipt {
    return this.#raise(this.#pipeline.manualAlerts.ofError(error, options));
  }

  /**
   * Runs work, and raises an alert when it throws or rejects, whatever the error; the next success closes it. What the work returns or
   * throws is passed through untouched. Query builders and Observables run later, so they count for neither: wait for them inside. For
   * Node, a promise that was given to it counts as handled.
   *
   * @param name names the work by code, never by data: it stands in the alias
   * @example
   * ```ts
   * await this.opsgenie.watch('nightly-report', () => this.reports.build());
   * ```
   */
  watch<T>(name: string, work: () => T, options: AlertShape = {}): T {
    if (!this.#pipeline.options.enabled) return work();
    return this.#tasks.watch(name, work, () => repairShape(options).alert);
  }

  /** Closes the open alert of an alias. */
  close(alias: string, options: ActionOptions = {}): AlertReceipt {
    this.#forgetClosing(this.#pipeline.composer.alias(alias));
    return this.#act('close', alias, options);
  }

  /** Acknowledges the open alert of an alias: somebody works on it. */
  acknowledge(alias: string, options: ActionOptions = {}): AlertReceipt {
    return this.#act('acknowledge', alias, options);
  }

  /** Adds a note to the open alert of an alias. */
  addNote(alias: string, note: string): AlertReceipt {
    const { composer } = this.#pipeline;
    return this.#send({ type: 'note', alias: composer.alias(alias), priority: 'P3', payload: composer.note(note) });
  }

  /**
   * Tells nobody of new alerts for a while, during maintenance, say. Incidents are watched all the same, and what still fires at the
   * end is told. Alerts are still closed.
   *
   * @returns a function that ends it early
   */
  mute(options: MuteOptions): () => void {
    const { log, incidents, text } = this.#pipeline;
    const { for: duration, reason }: Partial<MuteOptions> = { ...options };
    const milliseconds = parseDuration(duration);
    if (milliseconds === undefined) {
      log.warn(`Alerts are not muted: 'for' must be a duration, in milliseconds or like '30m'.`);
      return () => undefined;
    }
    log.warn(`Alerts are muted for ${formatDuration(milliseconds)}: ${text.line(reason ?? 'no reason given', 1_000)}`);
    return incidents.mute(milliseconds);
  }

  /**
   * Sends what waits, as fast as the platform takes it.
   *
   * @param timeout how long to wait; a number is milliseconds. @defaultValue `delivery.flushTimeout`
   * @returns what came of it; never rejects
   */
  flush(timeout?: Duration): Promise<FlushReport> {
    const { outbox, options } = this.#pipeline;
    return outbox.flush(parseDuration(timeout) ?? options.delivery.flushTimeout);
  }

  /** The incidents that are under way. */
  active(): ActiveIncident[] {
    return this.#pipeline.incidents.active();
  }

  /** What became of everything that wanted to be told, in figures. */
  stats(): OpsgenieStats {
    const { outbox, inhibited, muted } = this.#pipeline;
    return statsOf(outbox.stats(), { inhibited, muted: muted + this.#mutedRaises, disabled: this.#disabled });
  }

  /**
   * Shows the rules that hold for a handler, field by field with the level that set it.
   *
   * @param method the handler's name; without it, what holds for the controller
   */
  explain(controller: Type<object>, method?: string): EffectiveRule[] {
    const { rules, log } = this.#pipeline;
    const prototype: unknown = typeof controller === 'function' ? controller.prototype : undefined;
    if (typeof prototype !== 'object' || prototype === null) {
      log.warn('explain() takes the class of a controller.');
      return [];
    }
    if (method === undefined) return rules.explain(controller);
    const handler: unknown = Reflect.get(prototype, method);
    if (typeof handler === 'function') return rules.explain(controller, handler);
    log.warn(`There is no method '${method}' on ${controller.name} to explain.`);
    return [];
  }

  /** @internal What comes later than the start of OpenTelemetry is measured; what comes earlier is not. */
  onApplicationBootstrap(): void {
    try {
      observeStats(this);
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown';
      this.#pipeline.log.warn(`OpenTelemetry does not take our metrics: ${reason}. Alerts go out all the same.`);
    }
  }

  /** @internal */
  async onApplicationShutdown(): Promise<void> {
    for (const closing of this.#closings.values()) closing.cancel();
    await this.#pipeline.shutDown();
  }

  #raise({ payload, closeAfter }: ComposedAlert): AlertReceipt {
    const { alias, priority } = payload;
    if (this.#pipeline.options.enabled && this.#pipeline.incidents.isMuted) {
      this.#mutedRaises++;
      return undelivered(alias, 'muted', 'Alerts are muted.');
    }
    const receipt = this.#send({ type: 'create', alias, priority, payload });
    this.#forgetClosing(alias);
    if (closeAfter !== undefined && receipt.outcome !== 'disabled') this.#closeLater(alias, closeAfter);
    return receipt;
  }

  #act(type: 'close' | 'acknowledge', alias: string, options: ActionOptions): AlertReceipt {
    const { composer } = this.#pipeline;
    // Callers without types give null.
    const { note } = { ...options };
    return this.#send({ type, alias: composer.alias(alias), priority: 'P3', payload: composer.action(note) });
  }

  #send(message: Message): AlertReceipt {
    const { options, outbox } = this.#pipeline;
    if (!options.enabled) {
      this.#disabled++;
      return undelivered(message.alias, 'disabled', 'The module is off.');
    }
    return { alias: message.alias, ...outbox.accept(message) };
  }

  #closeLater(alias: string, milliseconds: number): void {
    if (this.#closings.size >= MOST_CLOSINGS) {
      this.#pipeline.log.warn(
        `More than ${MOST_CLOSINGS} alerts wait for their closeAfter; '${alias}' will not be closed by itself.`,
      );
      return;
    }
    const note = `Closed after ${formatDuration(milliseconds)}, as it was raised to be.`;
    this.#closings.set(
      alias,
      this.#pipeline.clock.after(milliseconds, () => void this.close(alias, { note })),
    );
  }

  // The last raise of an alias counts: it starts the time anew, or ends it.
  #forgetClosing(alias: string): void {
    this.#closings.get(alias)?.cancel();
    this.#closings.delete(alias);
  }
}

function undelivered(alias: string, outcome: AlertReceipt['outcome'], reason: string): AlertReceipt {
  return { alias, outcome, delivered: Promise.resolve({ ok: false, attempts: 0, reason }) };
}
