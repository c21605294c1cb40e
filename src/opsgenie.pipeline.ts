import { hostname } from 'node:os';

import type { HttpService } from '@nestjs/axios';

import { AlertBook } from './alerts/alert-book.js';
import { AlertComposer } from './alerts/composer.js';
import { ManualAlerts } from './alerts/manual-alerts.js';
import { createRedactor } from './alerts/redactor.js';
import { DryRunClient } from './delivery/dry-run-client.js';
import { HttpPlatformClient } from './delivery/http-platform-client.js';
import type { Log } from './delivery/log.js';
import { Outbox } from './delivery/outbox.js';
import { IncidentEngine } from './incidents/incident-engine.js';
import type { Transition } from './incidents/incident.js';
import type { ResolvedOptions } from './opsgenie.options.js';
import { RuleBook } from './rules/rule-book.js';
import { systemClock } from './time/clock.js';

/**
 * The way of an alert, from what the application says to what the platform is told. Data goes one way:
 *
 * rules → incidents → alerts → delivery
 */
export class OpsgeniePipeline {
  readonly clock = systemClock;
  readonly rules: RuleBook;
  readonly incidents: IncidentEngine;
  readonly composer: AlertComposer;
  readonly manualAlerts: ManualAlerts;
  readonly outbox: Outbox;
  readonly #alerts: AlertBook;
  #inhibited = 0;
  #muted = 0;

  constructor(
    readonly options: ResolvedOptions,
    readonly log: Log,
    http: HttpService,
  ) {
    const { clock } = this;
    const { service, environment, version, defaults, redact, includeStack, forwardHeaders, enrich, delivery } = options;
    const identity = { service, environment, version, host: hostname() };
    const warn = (message: string): void => log.warn(message);

    this.rules = new RuleBook(options.rules, defaults);
    this.incidents = new IncidentEngine({ clock, emit: (transition) => this.#takeTransition(transition) });
    const redactor = createRedactor(redact);
    this.composer = new AlertComposer({ identity, redactor, includeStack, forwardHeaders, enrich, warn });
    this.#alerts = new AlertBook({
      composer: this.composer,
      identity,
      defaults,
      clock,
      send: (message) => void this.outbox.accept(message),
    });
    this.manualAlerts = new ManualAlerts(this.composer, identity, (shape) => this.rules.shapeFor(shape));
    const client = options.dryRun
      ? new DryRunClient(log)
      : new HttpPlatformClient({
          http,
          clock,
          baseUrl: options.baseUrl,
          apiKey: options.apiKey,
          attemptTimeout: delivery.attemptTimeout,
        });
    this.outbox = new Outbox({ client, clock, settings: delivery, log });
  }

  /** How often nobody was told of an incident because a wider alert covers it. */
  get inhibited(): number {
    return this.#inhibited;
  }

  /** How often nobody was told of an incident because alerts are muted. */
  get muted(): number {
    return this.#muted;
  }

  /** Ends it: what still waits is sent for as long as `delivery.flushTimeout` allows. Open alerts stay open: an end is no recovery. */
  async shutDown(): Promise<void> {
    this.incidents.stop();
    const { pending } = await this.outbox.flush(this.options.delivery.flushTimeout);
    if (pending > 0) this.log.warn(`${pending} alert messages could not be sent before the application ended.`);
    this.outbox.stop();
  }

  #takeTransition(transition: Transition): void {
    if (transition.type === 'held') {
      if (transition.by === 'mute') this.#muted++;
      else this.#inhibited++;
    }
    try {
      this.#alerts.take(transition);
    } catch (error) {
      // It runs within the observers and must not become a fault of the application.
      this.log.error(
        `An alert could not be composed; please report this: ${error instanceof Error ? error.stack : 'unknown'}`,
      );
    }
  }
}
