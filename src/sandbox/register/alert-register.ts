import type { Clock } from '../../time/clock.js';
import { LIMITS } from '../../platforms/opsgenie/limits.js';
import { newAlert, newNote } from './new-alert.js';
import type {
  AlertAction,
  AlertChange,
  AlertCreation,
  AlertIdentifier,
  AlertResult,
  SandboxAlert,
} from './sandbox-alert.js';

/** Where the platform stops counting repeats (Opsgenie, "What is alert de-duplication?"). */
const HIGHEST_COUNT = 100;
/** A week of notes every ten minutes on one alert; each new note copies the list. */
const NOTES_KEPT = 1_000;
/** About 150 MB of typical alerts: more than a test or a day of development creates. */
const ALERTS_KEPT = 100_000;
/** The longest delay that a timer of Node.js takes; a longer one would run at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * The alerts of one account and the rules by which they change: at most one open alert per alias, a repeat only increases its count, and
 * after a close the next create opens a new alert. Synchronous and without I/O, so that it can evaluate a simulation of weeks.
 *
 * Keeps 100,000 alerts by default; then removes the one closed first, or the oldest if none is closed.
 *
 * @example
 * const register = new AlertRegister(new VirtualClock());
 * register.create({ message: 'Disk full', alias: 'disk' }).opened; // true
 * register.create({ message: 'Disk full', alias: 'disk' }).opened; // false: the open alert counts it
 * register.closeByAlias('disk'); // true
 */
export class AlertRegister {
  readonly #clock: Clock;
  readonly #capacity: number;
  readonly #alerts = new Map<string, SandboxAlert>();
  readonly #idsByTinyId = new Map<string, string>();
  readonly #openIdsByAlias = new Map<string, string>();
  readonly #closedIds = new Set<string>();
  #created = 0;

  constructor(clock: Clock, capacity: number = ALERTS_KEPT) {
    this.#clock = clock;
    this.#capacity = capacity;
  }

  /** All stored alerts, open and closed, the oldest first. A new array at each call. */
  get alerts(): readonly SandboxAlert[] {
    return [...this.#alerts.values()];
  }

  /** The alert with that identifier; by alias only an open one. */
  find(identifier: AlertIdentifier): SandboxAlert | undefined {
    const id = this.#idOf(identifier);
    return id === undefined ? undefined : this.#alerts.get(id);
  }

  /** Opens an alert, or increases the count of the open alert with the same alias and changes nothing else in it. */
  create(creation: AlertCreation): { readonly alert: SandboxAlert; readonly opened: boolean } {
    const now = this.#date();
    const open = creation.alias ? this.find({ type: 'alias', value: creation.alias }) : undefined;
    if (open !== undefined) {
      const count = Math.min(open.count + 1, HIGHEST_COUNT);
      return { alert: this.#keep({ ...open, count, lastOccurredAt: now, updatedAt: now }), opened: false };
    }
    const alert = newAlert(creation, String(++this.#created), now);
    this.#idsByTinyId.set(alert.tinyId, alert.id);
    this.#openIdsByAlias.set(alert.alias, alert.id);
    this.#keep(alert);
    if (this.#alerts.size > this.#capacity) this.#forgetOne();
    return { alert, opened: true };
  }

  /** Closes an open alert; its alias is free for a new one from then on. */
  close(identifier: AlertIdentifier, action: AlertAction = {}): AlertResult {
    return this.#changeOpen(identifier, 'closed', action, (alert, now) => {
      this.#openIdsByAlias.delete(alert.alias);
      this.#closedIds.add(alert.id);
      return { status: 'closed', snoozed: false, snoozedUntil: undefined, closedAt: now, closedBy: action.user };
    });
  }

  /** Closes the open alert with this alias. @returns whether there was one */
  closeByAlias(alias: string, action: AlertAction = {}): boolean {
    return 'change' in this.close({ type: 'alias', value: alias }, action);
  }

  acknowledge(identifier: AlertIdentifier, action: AlertAction = {}): AlertResult {
    return this.#changeOpen(identifier, 'acknowledged', action, (alert, now) =>
      alert.acknowledged
        ? 'Alert is already acknowledged'
        : { acknowledged: true, acknowledgedAt: now, acknowledgedBy: action.user },
    );
  }

  unacknowledge(identifier: AlertIdentifier, action: AlertAction = {}): AlertResult {
    return this.#changeOpen(identifier, 'unacknowledged', action, (alert) =>
      alert.acknowledged
        ? { acknowledged: false, acknowledgedAt: undefined, acknowledgedBy: undefined }
        : 'Alert is already unacknowledged',
    );
  }

  /** Marks an open alert as snoozed until a moment of the wall clock. */
  snooze(identifier: AlertIdentifier, until: Date, action: AlertAction = {}): AlertResult {
    const result = this.#changeOpen(identifier, 'snoozed', action, () => ({ snoozed: true, snoozedUntil: until }));
    if ('change' in result) this.#wakeLater(result.alert.id, until);
    return result;
  }

  /** Adds the note of the action, also to a closed alert. */
  addNote(identifier: AlertIdentifier, action: AlertAction & { readonly note: string }): AlertResult {
    return this.#change(identifier, 'noted', action, () => ({}));
  }

  /** Replaces a field that can be replaced: message, description or priority. */
  update(
    identifier: AlertIdentifier,
    fields: Partial<Pick<SandboxAlert, 'message' | 'description' | 'priority'>>,
  ): AlertResult {
    return this.#change(identifier, 'updated', {}, () => fields);
  }

  /** Adds tags that the alert does not have. Tags over the limit are left out. */
  addTags(identifier: AlertIdentifier, tags: readonly string[], action: AlertAction = {}): AlertResult {
    return this.#change(identifier, 'updated', action, (alert) => ({
      tags: [...new Set([...alert.tags, ...tags])].slice(0, LIMITS.tags.count),
    }));
  }

  removeTags(identifier: AlertIdentifier, tags: readonly string[], action: AlertAction = {}): AlertResult {
    return this.#change(identifier, 'updated', action, (alert) => ({
      tags: alert.tags.filter((tag) => !tags.includes(tag)),
    }));
  }

  /** Adds details; a key that exists gets the new value. */
  addDetails(
    identifier: AlertIdentifier,
    details: Readonly<Record<string, string>>,
    action: AlertAction = {},
  ): AlertResult {
    return this.#change(identifier, 'updated', action, (alert) => ({ details: { ...alert.details, ...details } }));
  }

  removeDetails(identifier: AlertIdentifier, keys: readonly string[], action: AlertAction = {}): AlertResult {
    return this.#change(identifier, 'updated', action, (alert) => ({
      details: Object.fromEntries(Object.entries(alert.details).filter(([key]) => !keys.includes(key))),
    }));
  }

  /** Deletes the alert. */
  delete(identifier: AlertIdentifier): AlertResult {
    const alert = this.find(identifier);
    if (alert === undefined) return { refused: unknownAlert(identifier) };
    this.#forget(alert);
    return { change: 'deleted', alert };
  }

  #changeOpen(
    identifier: AlertIdentifier,
    change: AlertChange,
    action: AlertAction,
    next: (alert: SandboxAlert, now: Date) => Partial<SandboxAlert> | string,
  ): AlertResult {
    return this.#change(identifier, change, action, (alert, now) =>
      alert.status === 'open' ? next(alert, now) : 'Alert is already closed',
    );
  }

  #change(
    identifier: AlertIdentifier,
    change: AlertChange,
    action: AlertAction,
    next: (alert: SandboxAlert, now: Date) => Partial<SandboxAlert> | string,
  ): AlertResult {
    const alert = this.find(identifier);
    if (alert === undefined) return { refused: unknownAlert(identifier) };
    const now = this.#date();
    const fields = next(alert, now);
    if (typeof fields === 'string') return { refused: fields, alert };
    const notes = action.note
      ? [...alert.notes, newNote(action.note, action.user, now)].slice(-NOTES_KEPT)
      : alert.notes;
    return { change, alert: this.#keep({ ...alert, ...fields, notes, updatedAt: now }) };
  }

  #wakeLater(id: string, until: Date): void {
    this.#clock.after(Math.min(until.getTime() - this.#clock.wall(), LONGEST_TIMER), () => {
      const alert = this.#alerts.get(id);
      // Snoozed again, closed or deleted since: this timer is obsolete.
      if (alert?.snoozedUntil !== until) return;
      if (until.getTime() > this.#clock.wall()) this.#wakeLater(id, until);
      else this.#keep({ ...alert, snoozed: false, snoozedUntil: undefined, updatedAt: this.#date() });
    });
  }

  #idOf({ type, value }: AlertIdentifier): string | undefined {
    if (type === 'alias') return this.#openIdsByAlias.get(value);
    return type === 'tiny' ? this.#idsByTinyId.get(value) : value;
  }

  #keep(alert: SandboxAlert): SandboxAlert {
    this.#alerts.set(alert.id, alert);
    return alert;
  }

  #forgetOne(): void {
    const [closed] = this.#closedIds;
    const [oldest] = this.#alerts.keys();
    const alert = this.#alerts.get(closed ?? oldest ?? '');
    if (alert !== undefined) this.#forget(alert);
  }

  #forget(alert: SandboxAlert): void {
    this.#alerts.delete(alert.id);
    this.#idsByTinyId.delete(alert.tinyId);
    this.#closedIds.delete(alert.id);
    if (alert.status === 'open') this.#openIdsByAlias.delete(alert.alias);
  }

  #date(): Date {
    return new Date(this.#clock.wall());
  }
}

function unknownAlert({ type, value }: AlertIdentifier): string {
  return type === 'alias' ? `There is no open alert with alias [${value}].` : 'Alert does not exist';
}
