import type { AlertBook } from '../alerts/alert-book.js';
import type { IncidentRecord } from '../journal/incident-record.js';
import type { IncidentHeir, Journal } from '../journal/journal.js';
import type { Outboxes } from '../delivery/outboxes.js';
import type { IncidentEngine } from '../incidents/incident-engine.js';
import type { IncidentRecord as EngineRecord } from '../incidents/incident-record.js';
import type { Incident, Transition } from '../incidents/incident.js';
import type { ErrorNames } from '../rules/error-names.js';
import type { Clock } from '../time/clock.js';

/** Dependencies of {@link OpenIncidents}. */
export interface OpenIncidentsParts {
  readonly journal: Pick<Journal, 'remember' | 'forget' | 'isClosedSince'>;
  readonly alerts: AlertBook;
  readonly incidents: IncidentEngine;
  readonly outboxes: Pick<Outboxes, 'openedElsewhere'>;
  readonly clock: Clock;
  readonly errorNames: Pick<ErrorNames, 'markOf' | 'recall'>;
  /** Receives the transitions that follow from an inherited incident. */
  readonly emit: (transition: Transition) => void;
}

/**
 * Carries incidents over a restart: an incident is stored while its alert is open, and inherited by the next process. The end of a
 * process is not a recovery, so the incident stays open until there is evidence of one.
 */
export class OpenIncidents implements IncidentHeir {
  readonly #parts: OpenIncidentsParts;
  /** When the alert of each incident was last raised, in milliseconds since 1970; a note does not postpone the next repetition. */
  readonly #notifiedAt = new Map<string, number>();

  constructor(parts: OpenIncidentsParts) {
    this.#parts = parts;
  }

  /** Stores the effect of a transition, after its alert was handled. */
  record(transition: Transition): void {
    const { clock } = this.#parts;
    switch (transition.type) {
      case 'opened':
      case 'reasserted':
        return this.#remember(this.#recordOf(transition.incident), clock.wall());
      case 'grown':
        return this.#remember(this.#recordOf(transition.incident));
      case 'closed':
        return this.#forget(transition.incident.incidentId);
      case 'inherited-closed':
        return this.#forget(transition.record.incidentId);
      case 'storm-opened':
      case 'storm-reasserted':
        return this.#remember(stormRecord(transition.stormId, clock.wall()), clock.wall());
      case 'storm-closed':
        return this.#forget(transition.stormId);
      case 'storm-grown':
      case 'covered':
      case 'suppressed':
      case 'mute-ended':
        return undefined;
    }
  }

  /** Inherits an incident that an earlier process stored. */
  takeUp(written: IncidentRecord): void {
    const { alerts, clock, emit, incidents, journal, outboxes } = this.#parts;
    const wall = clock.wall();
    const record: IncidentRecord = { ...written, lastSeen: Math.min(written.lastSeen, wall) };
    const { alias, incidentId, priority, target, notifiedAt } = record;
    // It was closed after that: the next incident is a new one.
    if (journal.isClosedSince(alias, notifiedAt + 1)) return;
    alerts.adopt(incidentId, alias, priority, target);
    outboxes.openedElsewhere(alias, priority, target);
    if (record.of === 'storm') {
      emit({ type: 'inherited-closed', record, reason: 'storm' });
      return;
    }
    // The time in which the new process must prove stable begins now.
    const begun = record.of === 'process' ? { ...record, lastSeen: wall } : record;
    // A time in the future, after a clock was set back, would postpone the next alert in every process.
    const taken = { ...this.#recalled(begun), notifiedAt: Math.min(notifiedAt, wall) };
    this.#notifiedAt.set(incidentId, taken.notifiedAt);
    journal.remember(taken);
    incidents.inherit([taken]);
  }

  /** @param raisedAt when its alert was raised, if the transition raised it */
  #remember(record: EngineRecord, raisedAt?: number): void {
    const { alerts, clock, journal } = this.#parts;
    const { incidentId } = record;
    const alert = alerts.alertOf(incidentId);
    if (alert === undefined) return;
    const { alias, priority, target } = alert;
    const notifiedAt = raisedAt ?? this.#notifiedAt.get(incidentId) ?? clock.wall();
    this.#notifiedAt.set(incidentId, notifiedAt);
    journal.remember({ ...record, alias, priority, target, notifiedAt });
  }

  #recordOf(incident: Incident): EngineRecord {
    const { incidentId, rule, operation, discriminator, openedAt, firstSeen, bad, lastSeen } = incident;
    const { autoClose, staleAfter } = rule.policy;
    const ruleKey = rule.rule.key;
    const errorClass = rule.namesErrorClass ? this.#parts.errorNames.markOf(discriminator) : undefined;
    return {
      incidentId,
      of: 'rule',
      ruleKey,
      operation,
      discriminator,
      errorClass,
      openedAt,
      firstSeen,
      bad,
      lastSeen,
      staleAfter,
      autoClose,
    };
  }

  /** The record with the name that its error class has in this process. */
  #recalled(record: IncidentRecord): IncidentRecord {
    const { discriminator, errorClass } = record;
    if (errorClass === undefined) return record;
    return { ...record, discriminator: this.#parts.errorNames.recall(discriminator, errorClass) };
  }

  #forget(incidentId: string): void {
    this.#notifiedAt.delete(incidentId);
    this.#parts.journal.forget(incidentId);
  }
}

function stormRecord(stormId: string, wall: number): EngineRecord {
  return {
    incidentId: stormId,
    of: 'storm',
    ruleKey: 'storm',
    operation: '*',
    discriminator: 'incidents',
    openedAt: wall,
    bad: 0,
    lastSeen: wall,
    staleAfter: 0,
    autoClose: true,
  };
}
