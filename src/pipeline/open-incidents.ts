import type { AlertBook } from '../alerts/alert-book.js';
import type { Journal } from '../journal/file/file-journal.js';
import type { Outbox } from '../delivery/outbox.js';
import type { IncidentEngine } from '../incidents/incident-engine.js';
import { isIncidentRecord, type IncidentRecord } from '../incidents/incident-record.js';
import type { Incident, Transition } from '../incidents/incident.js';
import { isClassMark } from '../rules/class-mark.js';
import type { ErrorNames } from '../rules/error-names.js';
import type { Clock } from '../time/clock.js';
import { isWallTime } from '../time/wall-time.js';
import { isAlias } from '../text/alias.js';
import { PRIORITIES, type Priority } from '../text/priority.js';

/** What an {@link OpenIncidents} needs. */
export interface OpenIncidentsParts {
  readonly journal: Pick<Journal, 'remember' | 'forget'>;
  readonly alerts: AlertBook;
  readonly incidents: IncidentEngine;
  readonly outbox: Pick<Outbox, 'assumeTold' | 'isClosedSince'>;
  readonly clock: Clock;
  readonly errorNames: Pick<ErrorNames, 'markOf' | 'recall'>;
  /** Takes what follows from taking up an incident. */
  readonly emit: (transition: Transition) => void;
}

/** An open alert, and the incident that it tells of. */
type OpenIncident = IncidentRecord & {
  readonly alias: string;
  readonly priority: Priority;
};

/**
 * Carries incidents over a restart: what is written down while somebody knows of an incident is taken up by the next process. The
 * end of a process is no recovery, so an incident goes on until there is evidence.
 */
export class OpenIncidents {
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

  /** Takes up what an earlier process wrote down. @returns whether it makes sense */
  takeUp(found: object): boolean {
    const { alerts, clock, emit, incidents, journal, outbox } = this.#parts;
    const written = withoutNesting(found);
    if (!isOpenIncident(written)) return false;
    const wall = clock.wall();
    const { alias, priority, ...record } = { ...written, lastSeen: Math.min(written.lastSeen, wall) };
    const toldAt = record.toldAt ?? record.lastSeen;
    // It was closed after that: the next trouble is news.
    if (outbox.isClosedSince(alias, toldAt + 1)) return true;
    alerts.adopt(record.incidentId, alias, priority);
    outbox.assumeTold(alias, priority);
    if (record.of === 'storm') {
      emit({ type: 'inherited-closed', record, reason: 'storm' });
      return true;
    }
    // The time that shows whether a new process holds out begins with it.
    const begun = record.of === 'process' ? { ...record, lastSeen: wall } : record;
    // A time to come, by a clock that was set back, would put the next alert off in every process.
    const taken = { ...this.#recalled(begun), toldAt: Math.min(toldAt, wall) };
    this.#toldAt.set(record.incidentId, taken.toldAt);
    journal.remember(record.incidentId, { ...taken, alias, priority });
    incidents.inherit([taken]);
    return true;
  }

  /** @param raisedAt when its alert was raised, if that is what happened */
  #remember(record: IncidentRecord, raisedAt?: number): void {
    const { alerts, clock, journal } = this.#parts;
    const { incidentId } = record;
    const alert = alerts.alertOf(incidentId);
    if (alert === undefined) return;
    const { alias, priority } = alert;
    const toldAt = raisedAt ?? this.#toldAt.get(incidentId) ?? clock.wall();
    this.#toldAt.set(incidentId, toldAt);
    const open: OpenIncident = { ...record, alias, priority, toldAt };
    journal.remember(incidentId, open);
  }

  #recordOf({ incidentId, rule, operation, discriminator, openedAt, bad, lastSeen }: Incident): IncidentRecord {
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
    if (!isClassMark(errorClass)) return { ...record, errorClass: undefined };
    return { ...record, discriminator: this.#parts.errorNames.recall(discriminator, errorClass) };
  }

  #forget(incidentId: string): void {
    this.#toldAt.delete(incidentId);
    this.#parts.journal.forget(incidentId);
  }
}

function stormRecord(stormId: string, wall: number): IncidentRecord {
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

function isOpenIncident(value: object): value is OpenIncident {
  const { alias, priority, toldAt } = value as Record<string, unknown>;
  if (toldAt !== undefined && !isWallTime(toldAt)) return false;
  if (!isIncidentRecord(value) || !isAlias(alias) || !PRIORITIES.includes(priority as Priority)) return false;
  // A time below zero would be over at each look, or never.
  return value.staleAfter >= 0 && value.bad >= 0;
}

/** A record holds plain values only. What else lies in the file may be too much to be written again. */
function withoutNesting(found: object): object {
  return Object.fromEntries(Object.entries(found).filter(([, value]) => typeof value !== 'object'));
}
