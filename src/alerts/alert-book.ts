import type { Incident, Transition } from '../incidents/incident.js';
import type { AlertShape } from '../rules/alert-shape.js';
import { formatDuration } from '../time/duration.js';
import type { CreateAlertPayload, Message } from './message.js';
import { isMoreUrgent, type Priority } from '../text/priority.js';
import type { AlertSubject } from './alert-subject.js';
import type { AlertComposer } from './composer.js';
import type { AlertIdentity } from './shape/context-facts.js';
import { incidentSubject, overflowSubject, stormSubject } from './incident-subject.js';
import { endNote, growthNote, headline, listOf, inheritedNote } from './incident-text.js';

/** So many alerts may be open at once. One more stands for all others: nobody works on more, and memory is bounded. */
const MOST_OPEN = 500;

/** What an {@link AlertBook} needs. */
export interface AlertBookParts {
  readonly composer: AlertComposer;
  readonly identity: AlertIdentity;
  /** The shape of alerts that no single rule stands behind. */
  readonly defaults: AlertShape;
  /** Takes what is to be told to the platform. */
  readonly send: (message: Message) => void;
}

/** An alert that somebody was told of. Several incidents may share it, if the application gave them one alias. */
interface OpenAlert {
  readonly alias: string;
  readonly priority: Priority;
  readonly incidents: Set<string>;
}

/** Knows which alerts are open, and turns what happens to incidents into messages: at most one open alert for an alias, and a close after each. */
export class AlertBook {
  readonly #composer: AlertComposer;
  readonly #identity: AlertIdentity;
  readonly #defaults: AlertShape;
  readonly #send: (message: Message) => void;
  readonly #open = new Map<string, OpenAlert>();
  readonly #byIncident = new Map<string, OpenAlert>();

  constructor({ composer, identity, defaults, send }: AlertBookParts) {
    this.#composer = composer;
    this.#identity = identity;
    this.#defaults = defaults;
    this.#send = send;
  }

  /** Takes what happened to an incident. */
  take(transition: Transition): void {
    switch (transition.type) {
      case 'opened':
        return this.#opened(transition.incident);
      case 'reasserted':
        return this.#reassert(
          transition.incident.incidentId,
          this.#composer.create(incidentSubject(transition.incident, this.#identity)),
        );
      case 'grown':
        return this.#note(transition.incident.incidentId, growthNote(transition.incident));
      case 'covered':
        return this.#note(transition.incident.incidentId, `Also affected:\n${listOf(transition.covered)}`);
      case 'closed':
        return this.#closed(transition.incident, transition.reason);
      case 'inherited-closed':
        return this.#inheritedClosed(transition);
      case 'storm-opened':
        return this.#raise(transition.stormId, this.#composer.create(this.#stormSubject(transition)));
      case 'storm-reasserted':
        return this.#reassert(transition.stormId, this.#composer.create(this.#stormSubject(transition)));
      case 'storm-grown':
        return this.#note(
          transition.stormId,
          `${transition.incidents.length} incidents by now:\n${listOf(transition.incidents)}`,
        );
      case 'storm-closed':
        return this.#stormClosed(transition);
      case 'suppressed':
        // No alert is raised.
        return undefined;
    }
  }

  /** The alias and priority of the alert that speaks of an incident. */
  alertOf(incidentId: string): { readonly alias: string; readonly priority: Priority } | undefined {
    return this.#byIncident.get(incidentId);
  }

  /** How urgent the open alert of an alias is, where it is known. */
  priorityOf(alias: string): Priority | undefined {
    return this.#open.get(alias)?.priority;
  }

  /** Takes up an alert that an earlier process opened. */
  adopt(incidentId: string, alias: string, priority: Priority): void {
    this.#join(incidentId, alias, priority);
  }

  #opened(incident: Incident): void {
    const payload = this.#urgentEnough(this.#composer.create(incidentSubject(incident, this.#identity)));
    const open = this.#open.get(payload.alias);
    if (open !== undefined) {
      // The platform would take it for a repeat and keep the first text: a note is the way to say it.
      open.incidents.add(incident.incidentId);
      this.#byIncident.set(incident.incidentId, open);
      this.#note(incident.incidentId, `Also: ${headline(incident, this.#identity.service)}`);
    } else if (this.#open.size < MOST_OPEN) {
      this.#raise(incident.incidentId, payload);
    } else {
      this.#raise(
        incident.incidentId,
        this.#composer.create(overflowSubject(incident, MOST_OPEN, this.#defaults, this.#identity)),
      );
    }
  }

  /** Where rules share an alias, a repeat would page nobody: what is more urgent than the open alert gets one of its own. */
  #urgentEnough(payload: CreateAlertPayload): CreateAlertPayload {
    const open = this.#open.get(payload.alias);
    if (open === undefined || !isMoreUrgent(payload.priority, open.priority)) return payload;
    return { ...payload, alias: this.#composer.alias(`${payload.alias}:${payload.priority}`) };
  }

  #reassert(incidentId: string, payload: CreateAlertPayload): void {
    const open = this.#byIncident.get(incidentId);
    if (open === undefined) return;
    const { alias, priority } = open;
    this.#send({ type: 'create', alias, priority, payload: { ...payload, alias } });
  }

  #closed(incident: Incident, reason: 'recovered' | 'stale'): void {
    const note = endNote(incident, reason);
    this.#leave(incident.incidentId, note, incident.rule.policy.autoClose);
  }

  #inheritedClosed({ record, reason }: Extract<Transition, { type: 'inherited-closed' }>): void {
    const { autoClose, incidentId } = record;
    const open = this.#byIncident.get(incidentId);
    if (reason === 'continued' && open !== undefined && open.incidents.size > 1) {
      // It is the same alert, and there is nothing to say about it.
      this.#byIncident.delete(incidentId);
      open.incidents.delete(incidentId);
    } else {
      this.#leave(incidentId, inheritedNote(record, reason), autoClose);
    }
  }

  #stormSubject({
    stormId,
    incidents,
  }: Extract<Transition, { type: 'storm-opened' | 'storm-reasserted' | 'storm-grown' }>): AlertSubject {
    return stormSubject(stormId, incidents, this.#defaults, this.#identity);
  }

  #stormClosed({ stormId, incidents, lasted }: Extract<Transition, { type: 'storm-closed' }>): void {
    this.#leave(stormId, `All ${incidents} incidents are over, after ${formatDuration(lasted)}.`, true);
  }

  #raise(incidentId: string, payload: CreateAlertPayload): void {
    const { alias, priority } = payload;
    const isNew = this.#join(incidentId, alias, priority);
    if (isNew) this.#send({ type: 'create', alias, priority, payload });
  }

  /** @returns whether the alert is new */
  #join(incidentId: string, alias: string, priority: Priority): boolean {
    const known = this.#open.get(alias);
    const open = known ?? { alias, priority, incidents: new Set<string>() };
    open.incidents.add(incidentId);
    this.#open.set(alias, open);
    this.#byIncident.set(incidentId, open);
    return known === undefined;
  }

  /** An incident is over; its alert is closed when no other incident shares it. */
  #leave(incidentId: string, note: string, close: boolean): void {
    const open = this.#byIncident.get(incidentId);
    if (open === undefined) return;
    this.#byIncident.delete(incidentId);
    open.incidents.delete(incidentId);
    const { alias, priority } = open;
    const isLast = open.incidents.size === 0;
    if (isLast) this.#open.delete(alias);
    if (isLast && close) this.#send({ type: 'close', alias, priority, payload: this.#composer.action(note) });
    else this.#send({ type: 'note', alias, priority, payload: this.#composer.note(note) });
  }

  #note(incidentId: string, note: string): void {
    const open = this.#byIncident.get(incidentId);
    if (open === undefined) return;
    const { alias, priority } = open;
    this.#send({ type: 'note', alias, priority, payload: this.#composer.note(note) });
  }
}
