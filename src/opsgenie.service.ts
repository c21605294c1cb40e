import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown, type Type } from '@nestjs/common';

import type { ComposedAlert } from './alerts/manual-alerts.js';
import { describeError } from './alerts/text/error-description.js';
import { errorHeadline } from './alerts/text/error-text.js';
import { isObject, readProperty } from './text/guarded-read.js';
import { textOf } from './alerts/text/text-of.js';
import { repairShape, type ManualAlert } from './alerts/shape/manual-alert.js';
import type { Message } from './alerts/message.js';
import type { FlushReport } from './delivery/delivery-stats.js';
import { undelivered, type AlertReceipt } from './delivery/receipt.js';
import type { ActiveIncident } from './incidents/incident.js';
import { Closings } from './pipeline/closings.js';
import { OpsgeniePipeline } from './pipeline/pipeline.js';
import type { ActionOptions, MuteOptions } from './options/service-options.js';
import type { CheckOptions, PlatformCheck } from './platforms/platform.js';
import { statsOf, type OpsgenieStats } from './pipeline/statistics.js';
import type { AlertShape } from './rules/alert-shape.js';
import type { EffectiveRule } from './rules/effective-rule.js';
import type { WatchOptions } from './rules/rule-options.js';
import { observeStats } from './telemetry/stats-metrics.js';
import { withoutRepeats, type Log } from './text/log.js';
import { parseDuration, type Duration } from './time/duration.js';
import { untilEnd } from './time/until-end.js';

/**
 * What an application injects to raise and close alerts itself.
 *
 * No method waits for the platform, and none throws.
 */
@Injectable()
export class OpsgenieService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #pipeline: OpsgeniePipeline;
  readonly #closings: Closings;
  /** For mistakes that a caller may make with every call. */
  readonly #log: Log;
  #disabled = 0;
  #mutedRaises = 0;

  constructor(@Inject(OpsgeniePipeline) pipeline: OpsgeniePipeline) {
    this.#pipeline = pipeline;
    this.#log = withoutRepeats(pipeline.log, () => pipeline.clock.now());
    this.#closings = new Closings(pipeline.clock, (alias, note) => void this.close(alias, { note }));
  }

  /**
   * Raises an alert. An alias of an open alert makes it a repeat: the platform counts it and does not page again.
   *
   * @example
   * ```ts
   * this.opsgenie.raise({ message: 'Stock feed is late', alias: 'stock-feed', priority: 'P2' });
   * ```
   */
  raise(alert: ManualAlert): AlertReceipt {
    return this.#receipt(() => this.#raise(this.#pipeline.manualAlerts.ofMessage(alert)));
  }

  /** Raises an alert about an error that the application caught. */
  raiseException(error: unknown, options: AlertShape = {}): AlertReceipt {
    return this.#receipt(() => this.#raise(this.#pipeline.manualAlerts.ofError(error, options)));
  }

  /**
   * Runs work, and raises an alert when it throws or rejects, whatever the error; the next success closes it. What the work returns or
   * throws comes back untouched; a plain promise comes back as one that ends the same way, so that a rejection that the application
   * does not handle is still reported by Node. Query builders, Observables and promises that
   * are more than plain ones (of a subclass, or with properties of their own) come back as they are. They may run later, so their end is
   * not seen, and a warning says so once for each name: wait for them inside.
   *
   * If it fails again within 30 minutes of the close, the alert stays open until all has been well for `keepFiringFor`.
   *
   * @param name names the work by code, never by data: it stands in the alias
   * @param options how the alert looks, and the policy that holds from the task's first run on; a wrong field of it is logged and ignored
   * @example
   * ```ts
   * await this.opsgenie.watch('mail-queue', () => this.mailer.send(job), { count: 5, within: '10m' });
   * ```
   */
  watch<T>(name: string, work: () => T, options?: WatchOptions): T;
  watch(name: unknown, work: unknown, options: unknown = {}): unknown {
    if (typeof work !== 'function') {
      this.#log.error('watch() has nothing to run: its second argument must be a function.');
      return undefined;
    }
    const run = (): unknown => Reflect.apply(work, undefined, []);
    const { options: module, tasks } = this.#pipeline;
    if (!module.enabled) return run();
    return tasks.watch(nameOf(name), run, { shape: () => repairShape(options).alert, policy: options });
  }

  /** Closes the open alert of an alias. */
  close(alias: string, options: ActionOptions = {}): AlertReceipt {
    return this.#receipt(() => {
      this.#closings.forget(this.#pipeline.composer.alias(alias));
      return this.#act('close', alias, options);
    });
  }

  /** Acknowledges the open alert of an alias: a person works on it. */
  acknowledge(alias: string, options: ActionOptions = {}): AlertReceipt {
    return this.#receipt(() => this.#act('acknowledge', alias, options));
  }

  /** Adds a note to the open alert of an alias. */
  addNote(alias: string, note: string): AlertReceipt {
    const { composer } = this.#pipeline;
    return this.#receipt(() =>
      this.#send({ type: 'note', alias: composer.alias(alias), priority: 'P3', payload: composer.note(note) }),
    );
  }

  /**
   * Suppresses new alerts for a while, e.g. during maintenance. Incidents are still tracked: those that still fire when the mute ends
   * are notified, and open alerts are still closed.
   *
   * @returns a function that ends it early
   */
  mute(options: MuteOptions): () => void {
    const { clock, log, text } = this.#pipeline;
    const milliseconds = parseDuration(readProperty(options, 'for'));
    if (milliseconds === undefined) {
      this.#log.warn(`Alerts are not muted: 'for' must be a duration, in milliseconds or like '30m'.`);
      return () => undefined;
    }
    const reason = text.line(textOf(readProperty(options, 'reason')) ?? '', 1_000) || 'no reason given';
    log.warn(`Alerts are muted ${untilEnd(milliseconds, clock.wall())}: ${reason}`);
    return this.#pipeline.mute(milliseconds);
  }

  /**
   * Sends what waits, and what responses that have just ended will say, as fast as the platform takes it.
   *
   * @param timeout how long to wait; a number is milliseconds. @defaultValue `delivery.flushTimeout`
   * @returns what came of it; never rejects
   */
  flush(timeout?: Duration): Promise<FlushReport> {
    return this.#pipeline.flush(parseDuration(timeout) ?? this.#pipeline.options.delivery.flushTimeout);
  }

  /**
   * Checks key, permissions and reachability of the platform with a few requests, without raising an alert: of the module's own key, and of
   * those of `targets` and `mirror`. Never rejects.
   */
  check(options?: CheckOptions): Promise<PlatformCheck> {
    return this.#pipeline.check(options);
  }

  /** The incidents that are under way. */
  active(): ActiveIncident[] {
    return this.#pipeline.incidents.active();
  }

  /** Counts every alert, close and note by outcome. */
  stats(): OpsgenieStats {
    const { fleet, outboxes, inhibited, muted } = this.#pipeline;
    return statsOf(outboxes.stats(), { inhibited, muted: muted + this.#mutedRaises, disabled: this.#disabled }, fleet);
  }

  /**
   * Shows the rules that hold for a method, field by field with the level that set it, and what its runs are observed as.
   *
   * @param method the method's name; without it, what holds for the class
   */
  explain(controller: Type<object>, method?: string): EffectiveRule[] {
    const { rules } = this.#pipeline;
    const prototype = typeof controller === 'function' ? readProperty(controller, 'prototype') : undefined;
    if (!isObject(prototype)) {
      this.#log.warn('explain() takes a class.');
      return [];
    }
    try {
      if (method === undefined) return rules.explain(controller);
      const handler = readProperty(prototype, method);
      if (typeof handler === 'function') return this.#pipeline.explain(controller, method, handler);
      this.#complain(`There is no method '${nameOf(method)}' on ${nameOf(controller.name)} to explain.`);
    } catch (error) {
      this.#complain(`explain() could not read the controller: ${errorHeadline(describeError(error))}.`);
    }
    return [];
  }

  /** @internal What comes later than the start of OpenTelemetry is measured; what comes earlier is not. */
  onApplicationBootstrap(): void {
    try {
      observeStats(this);
    } catch (error) {
      const reason = errorHeadline(describeError(error));
      this.#complain(`OpenTelemetry does not take our metrics: ${reason}. Alerts go out all the same.`);
    }
  }

  /** @internal */
  async onApplicationShutdown(): Promise<void> {
    this.#closings.stop();
    await this.#pipeline.shutDown();
  }

  #raise({ payload, target, closeAfter }: ComposedAlert): AlertReceipt {
    const { alias, priority } = payload;
    if (this.#pipeline.options.enabled && this.#pipeline.incidents.isMuted) {
      this.#mutedRaises++;
      this.#pipeline.incidents.hideRaise();
      return undelivered(alias, 'muted', 'Alerts are muted.');
    }
    const receipt = this.#send({ type: 'create', alias, priority, target, payload });
    this.#closings.forget(alias);
    if (closeAfter !== undefined && receipt.outcome !== 'disabled' && !this.#closings.closeAfter(alias, closeAfter)) {
      this.#complain(`More than 1,000 alerts wait for their closeAfter; '${alias}' will not be closed by itself.`);
    }
    return receipt;
  }

  #act(type: 'close' | 'acknowledge', alias: string, options: ActionOptions): AlertReceipt {
    const { composer } = this.#pipeline;
    // Callers without types give anything.
    const note = textOf(readProperty(options, 'note'));
    return this.#send({ type, alias: composer.alias(alias), priority: 'P3', payload: composer.action(note) });
  }

  /** Alerts are raised where something is broken already: what fails here must not become the caller's failure as well. */
  #receipt(hand: () => AlertReceipt): AlertReceipt {
    try {
      return hand();
    } catch (error) {
      const reason = `An alert could not be composed; please report this: ${errorHeadline(describeError(error))}`;
      this.#log.error(this.#pipeline.text.line(reason, 1_000));
      return undelivered('', 'dropped', reason);
    }
  }

  #complain(message: string): void {
    this.#log.warn(this.#pipeline.text.line(message, 1_000));
  }

  #send(message: Message): AlertReceipt {
    const { options, outboxes } = this.#pipeline;
    const { alias, type } = message;
    if (options.enabled)
      return { alias, ...(type === 'create' ? outboxes.accept(message) : outboxes.acceptWhereOpen(message)) };
    this.#disabled++;
    return undelivered(alias, 'disabled', 'The module is off.');
  }
}

/** A name in a form that can be shown, whatever was given for it. */
function nameOf(given: unknown): string {
  return textOf(given) ?? '(no name)';
}
