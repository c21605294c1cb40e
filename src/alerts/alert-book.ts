import type { Incident, Transition } from '../incidents/incident.js';
import type { AlertShape } from '../rules/alert-shape.js';
import type { CreateAlertPayload, Message } from './message.js';
import { isMoreUrgent, type Priority } from '../text/priority.js';
import type { AlertSubject } from './alert-subject.js';
import type { AlertComposer } from './composer.js';
import type { AlertIdentity } from './shape/context-facts.js';
import { incidentSubject, overflowSubject, stormSubject } from './incident-subject.js';
import { incidentHeadline } from './incident-headline.js';
import { endNote, inheritedNote, stormEndNote } from './closing-text.js';
import { coveredList, growthNote } from './incident-text.js';
import { stormEvidence } from './storm-text.js';

/** Alerts that may be open at once. Later incidents share one more: people cannot work through more, and memory stays bounded. */
const MOST_OPEN = 500;

/** Dependencies of {@link AlertBook}. */
export interface AlertBookParts {
  readonly composer: AlertComposer;
  readonly identity: AlertIdentity;
  /** The shape of alerts that do not belong to a single rule. */
  readonly defaults: AlertShape;
  /** Accepts messages for the platform. */
  readonly send: (message: Message) => void;
}

/** An alert that was sent. Incidents share it if the application gave them the same alias. */
interface OpenAlert {
  readonly alias: string;
  readonly priority: Priority;
  /** The key that it was sent with. */
  readonly target: string | undefined;
  readonly incidents: Set<string>;
}

/** An alert and the key that it is sent with. */
interface AddressedAlert {
  readonly payload: CreateAlertPayload;
  readonly target: string | undefined;
}

/** Completes the alias of an alert for the module's own key, where another target has an open alert of its alias. */
const OWN_KEY = 'default';

/** Tracks open alerts and turns incident transitions into messages: at most one open alert per alias, and a close for each. */
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

  /** Handles a transition of an incident. */
  take(transition: Transition): void {
    switch (transition.type) {
      case 'opened':
        return this.#opened(transition.incident);
      case 'reasserted':
        return this.#reassert(transition.incident.incidentId, this.#subject(transition.incident));
      case 'grown':
        return this.#note(
          transition.incident.incidentId,
          growthNote(transition.incident, transition.covered, this.#line),
        );
      case 'covered':
        return this.#note(transition.incident.incidentId, coveredList(transition.covered, this.#line));
      case 'closed':
        return this.#closed(transition);
      case 'inherited-closed':
        return this.#inheritedClosed(transition);
      case 'storm-opened':
        return this.#raise(transition.stormId, this.#compose(this.#stormSubject(transition)));
      case 'storm-reasserted':
        return this.#reassert(transition.stormId, this.#stormSubject(transition));
      case 'storm-grown':
        return this.#note(transition.stormId, stormEvidence(transition, this.#line).join('\n'));
      case 'storm-closed':
        return this.#leave(transition.stormId, () => stormEndNote(transition), true);
      case 'suppressed':
      case 'mute-ended':
        // No alert is raised.
        return undefined;
    }
  }

  /** The alias, priority and target of the alert that reports an incident. */
  alertOf(incidentId: string): Pick<OpenAlert, 'alias' | 'priority' | 'target'> | undefined {
    return this.#byIncident.get(incidentId);
  }

  /** The priority of the open alert with this alias, if known. */
  priorityOf(alias: string): Priority | undefined {
    return this.#open.get(alias)?.priority;
  }

  /** Adopts an alert that an earlier process opened. */
  adopt(incidentId: string, alias: string, priority: Priority, target?: string): void {
    this.#join(incidentId, { alias, priority, target });
  }

  /** Forgets an alert that another process closes. */
  release(incidentId: string): void {
    const open = this.#byIncident.get(incidentId);
    this.#byIncident.delete(incidentId);
    open?.incidents.delete(incidentId);
    if (open?.incidents.size === 0) this.#open.delete(open.alias);
  }

  #opened(incident: Incident): void {
    const alert = this.#distinct(this.#compose(this.#subject(incident)));
    const open = this.#open.get(alert.payload.alias);
    if (open !== undefined) {
      // A create would be deduplicated and its text lost, so add a note instead.
      open.incidents.add(incident.incidentId);
      this.#byIncident.set(incident.incidentId, open);
      this.#note(incident.incidentId, `Also: ${this.#composer.headline(incidentHeadline(incident))}`);
    } else if (this.#open.size < MOST_OPEN) {
      this.#raise(incident.incidentId, alert);
    } else {
      const overflow = overflowSubject(incident, MOST_OPEN, this.#defaults, this.#identity, this.#line);
      this.#raise(incident.incidentId, this.#compose(overflow));
    }
  }

  #compose(subject: AlertSubject): AddressedAlert {
    return { payload: this.#composer.create(subject), target: subject.shape.target };
  }

  /**
   * A repeat of a shared alias pages no one, so an alert gets an alias of its own where it is for another target than the open one, or more
   * urgent: aliases are unique in an account, and two targets may be teams of one.
   */
  #distinct({ payload, target }: AddressedAlert): AddressedAlert {
    let { alias } = payload;
    const isOfOther = this.#open.has(alias) && this.#open.get(alias)?.target !== target;
    if (isOfOther) alias = this.#composer.alias(`${alias}:${target ?? OWN_KEY}`);
    const open = this.#open.get(alias);
    const isUrgent = open !== undefined && isMoreUrgent(payload.priority, open.priority);
    if (isUrgent) alias = this.#composer.alias(`${alias}:${payload.priority}`);
    return { payload: { ...payload, alias }, target };
  }

  #reassert(incidentId: string, subject: AlertSubject): void {
    const open = this.#byIncident.get(incidentId);
    if (open === undefined) return;
    const { alias, priority, target } = open;
    this.#send({ type: 'create', alias, priority, target, payload: { ...this.#composer.create(subject), alias } });
  }

  #closed(end: Extract<Transition, { type: 'closed' }>): void {
    const { incident } = end;
    const note = (closes: boolean): string => endNote(incident, { ...end, closes }, this.#line);
    this.#leave(incident.incidentId, note, incident.rule.policy.autoClose);
  }

  #inheritedClosed({ record, reason }: Extract<Transition, { type: 'inherited-closed' }>): void {
    const { autoClose, incidentId } = record;
    const open = this.#byIncident.get(incidentId);
    if (reason === 'continued' && open !== undefined && open.incidents.size > 1) {
      // The incident shares the alert with its successor: nothing to report.
      this.#byIncident.delete(incidentId);
      open.incidents.delete(incidentId);
    } else {
      const note = (closes: boolean): string => inheritedNote(record, reason, closes, this.#identity.host);
      this.#leave(incidentId, note, autoClose);
    }
  }

  readonly #line = (text: string, limit: number): string => this.#composer.line(text, limit);

  #subject(incident: Incident): AlertSubject {
    return incidentSubject(incident, this.#identity, this.#line);
  }

  #stormSubject(transition: Extract<Transition, { readonly stormId: string }>): AlertSubject {
    return stormSubject(transition.stormId, transition, this.#defaults, this.#identity, this.#line);
  }

  #raise(incidentId: string, { payload, target }: AddressedAlert): void {
    const { alias, priority } = payload;
    const isNew = this.#join(incidentId, { alias, priority, target });
    if (isNew) this.#send({ type: 'create', alias, priority, target, payload });
  }

  /** @returns whether the alert is new */
  #join(incidentId: string, alert: Omit<OpenAlert, 'incidents'>): boolean {
    const { alias } = alert;
    const known = this.#open.get(alias);
    const open = known ?? { ...alert, incidents: new Set<string>() };
    open.incidents.add(incidentId);
    this.#open.set(alias, open);
    this.#byIncident.set(incidentId, open);
    return known === undefined;
  }

  /** Ends an incident and closes its alert unless another incident shares it. @param noteFor the last note, for a close or not */
  #leave(incidentId: string, noteFor: (closes: boolean) => string, close: boolean): void {
    const open = this.#byIncident.get(incidentId);
    if (open === undefined) return;
    this.#byIncident.delete(incidentId);
    open.incidents.delete(incidentId);
    const { alias, priority, target } = open;
    const isLast = open.incidents.size === 0;
    if (isLast) this.#open.delete(alias);
    const closes = isLast && close;
    const note = noteFor(closes);
    if (closes) this.#send({ type: 'close', alias, priority, target, payload: this.#composer.action(note) });
    else this.#send({ type: 'note', alias, priority, target, payload: this.#composer.note(note) });
  }

  #note(incidentId: string, note: string): void {
    const open = this.#byIncident.get(incidentId);
    if (open === undefined) return;
    const { alias, priority, target } = open;
    this.#send({ type: 'note', alias, priority, target, payload: this.#composer.note(note) });
  }
}
