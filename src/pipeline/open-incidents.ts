import type { AlertBook } from '../alerts/alert-book.js';
import type { IncidentRecord } from '../journal/incident-record.js';
import type { IncidentHeir, Journal } from '../journal/journal.js';
import type { Outbox } from '../delivery/outbox.js';
import type { IncidentEngine } from '../incidents/incident-engine.js';
import type { IncidentRecord as EngineRecord } from '../incidents/incident-record.js';
import type { Incident, Transition } from '../incidents/incident.js';
import type { ErrorNames } from '../rules/error-names.js';
import type { Clock } from '../time/clock.js';

/** What an {@link OpenIncidents} needs. */
export interface OpenIncidentsParts {
  readonly journal: Pick<Journal, 'remember' | 'forget' | 'isClosedSince'>;
  readonly alerts: AlertBook;
  readonly incidents: IncidentEngine;
  readonly outbox: Pick<Outbox, 'openedElsewhere'>;
  readonly clock: Clock;
  readonly errorNames: Pick<ErrorNames, 'markOf' | 'recall'>;
  /** Takes what follows from taking up an incident. */
  readonly emit: (transition: Transition) => void;
}

/**
 * Carries incidents over a restart: an incident is written down while its alert is open, and taken up by the next process. The end of a
 * process is not a recovery, so an incident goes on until there is evidence.
 */
export class OpenIncidents implements IncidentHeir {
  readonly #parts: OpenIncidentsParts;
  /** When the alert of each was raised last, in milliseconds since 1970; a note is no reason to put off the next time. */
  readonly #toldAt = new Map<string, number>();

  constructor(parts: OpenIncidentsParts) {
    this.#parts = parts;
  }

  /** Writes down what a transition changed, once the alerts have taken it. */
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
        return undefined;
    }
  }

  /** Takes up what an earlier process wrote down. */
  takeUp(written: IncidentRecord): void {
    const { alerts, clock, emit, incidents, journal, outbox } = this.#parts;
    const wall = clock.wall();
    const record: IncidentRecord = { ...written, lastSeen: Math.min(written.lastSeen, wall) };
    const { alias, incidentId, priority, toldAt } = record;
    // It was closed after that: the next trouble is news.
    if (journal.isClosedSince(alias, toldAt + 1)) return;
    alerts.adopt(incidentId, alias, priority);
    outbox.openedElsewhere(alias, priority);
    if (record.of === 'storm') {
      emit({ type: 'inherited-closed', record, reason: 'storm' });
      return;
    }
    // The time that shows whether a new process holds out begins with it.
    const begun = record.of === 'process' ? { ...record, lastSeen: wall } : record;
    // A time to come, by a clock that was set back, would put the next alert off in every process.
    const taken = { ...this.#recalled(begun), toldAt: Math.min(toldAt, wall) };
    this.#toldAt.set(incidentId, taken.toldAt);
    journal.remember(taken);
    incidents.inherit([taken]);
  }

  /** @param raisedAt when its alert was raised, if that is what happened */
  #remember(record: EngineRecord, raisedAt?: number): void {
    const { alerts, clock, journal } = this.#parts;
    const { incidentId } = record;
    const alert = alerts.alertOf(incidentId);
    if (alert === undefined) return;
    const { alias, priority } = alert;
    const toldAt = raisedAt ?? this.#toldAt.get(incidentId) ?? clock.wall();
    this.#toldAt.set(incidentId, toldAt);
    journal.remember({ ...record, alias, priority, toldAt });
  }

  #recordOf({ incidentId, rule, operation, discriminator, openedAt, bad, lastSeen }: Incident): EngineRecord {
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
      bad,
      lastSeen,
      staleAfter,
      autoClose,
    };
  }

  /** The record under the name that its class of errors has in this process. */
  #recalled(record: IncidentRecord): IncidentRecord {
    const { discriminator, errorClass } = record;
    if (errorClass === undefined) return record;
    return { ...record, discriminator: this.#parts.errorNames.recall(discriminator, errorClass) };
  }

  #forget(incidentId: string): void {
    this.#toldAt.delete(incidentId);
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
