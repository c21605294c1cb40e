import type { AlertShape } from '../rules/alert-shape.js';
import type { CountedCause } from './causes.js';
import type { Recurrence } from './flap-damper.js';
import type { IncidentRecord } from './incident-record.js';
import type { Beginning, EndReason, Incident, PreviousIncident } from './incident.js';
import { Notification } from './notification.js';
import type { SampleCounts } from './sample-counts.js';

/** What came before an incident. */
export interface Past {
  /** How often it has come back soon after it was closed, if it has. */
  readonly recurrence?: Recurrence | undefined;
  /** The incident of the same rule and key before it. */
  readonly previous?: PreviousIncident | undefined;
}

/** What an earlier process knew of an incident. */
export interface Inheritance {
  /** How long it had lasted, and how long ago its last bad sample was, in milliseconds. */
  readonly lasted: number;
  readonly quiet: number;
  /** Wall times of its first and its last bad sample, in milliseconds. */
  readonly firstSeen: number;
  readonly lastSeen: number;
}

/** One incident while it lasts: what was counted, and who was notified. Times are monotonic milliseconds. */
export class Episode {
  readonly notification = new Notification();
  #incidentId: string;
  #alsoMatched: readonly string[] = [];
  #alsoPriorities: readonly NonNullable<AlertShape['priority']>[] = [];
  #past: Past;
  #bad: number;
  #total: number;
  #lastBadAt: number;
  #ended: EndReason | undefined;
  #beginning: Beginning | undefined;
  /** The keys of the causes that its alert and notes have named; `undefined` where an earlier process raised the alert. */
  #namedCauses: ReadonlySet<string> | undefined;
  readonly beganAt: number;

  constructor(
    incidentId: string,
    /** Wall time, in milliseconds. */
    readonly openedAt: number,
    past: Past,
    now: number,
    bad: number,
    total: number,
    /** What this process inherited; absent if it began here. */
    readonly inheritance?: Inheritance,
  ) {
    this.#incidentId = incidentId;
    this.#past = past;
    this.#bad = bad;
    this.#total = total;
    this.#lastBadAt = now - (inheritance?.quiet ?? 0);
    this.beganAt = now - (inheritance?.lasted ?? 0);
  }

  /** An incident that an earlier process left open. @param wall the time of day: two processes share no other clock */
  static inherited(record: IncidentRecord, now: number, wall: number): Episode {
    const { incidentId, openedAt, firstSeen = openedAt, lastSeen, bad } = record;
    const since = (time: number): number => Math.max(0, wall - time);
    const inheritance = { lasted: since(openedAt), quiet: since(lastSeen), firstSeen, lastSeen };
    return new Episode(incidentId, openedAt, {}, now, bad, bad, inheritance);
  }

  get incidentId(): string {
    return this.#incidentId;
  }

  /** Another process has opened the same incident before: both call it alike. */
  rename(incidentId: string): void {
    this.#incidentId = incidentId;
  }

  /** What came before it, as far as this process knows. */
  get past(): Past {
    return this.#past;
  }

  /** Other processes have seen it come back more often. */
  recurred(recurrence: Recurrence): void {
    if ((this.#past.recurrence?.openings ?? 1) < recurrence.openings) this.#past = { ...this.#past, recurrence };
  }

  get bad(): number {
    return this.#bad;
  }

  get total(): number {
    return this.#total;
  }

  get lastBadAt(): number {
    return this.#lastBadAt;
  }

  /** Why it is over; `undefined` while it is active. */
  get ended(): EndReason | undefined {
    return this.#ended;
  }

  /** How bad it was when its alert was raised; `undefined` before that, and after a restart. */
  get beginning(): Beginning | undefined {
    return this.#beginning;
  }

  /** Those causes that neither its alert nor a note has named. */
  newAmong(causes: readonly CountedCause[]): readonly CountedCause[] {
    const named = this.#namedCauses;
    return named === undefined ? [] : causes.filter(({ key }) => !named.has(key));
  }

  /** Its alert was raised. */
  raised(incident: Incident): void {
    this.#beginning = { bad: incident.bad, figures: incident.severity };
    this.described(incident);
  }

  /** Its alert or a note has named its causes. */
  described({ causes }: Incident): void {
    this.#namedCauses = new Set(causes.map(({ key }) => key));
  }

  /** Keys of other rules that the same trouble broke. */
  get alsoMatched(): readonly string[] {
    return this.#alsoMatched;
  }

  get alsoPriorities(): readonly NonNullable<AlertShape['priority']>[] {
    return this.#alsoPriorities;
  }

  addGood(): void {
    this.#total++;
  }

  /** Counts samples of other processes. */
  addMany({ bad, good, probes }: SampleCounts, now: number): void {
    this.#bad += bad;
    this.#total += bad + good + probes;
    if (bad > 0) this.#lastBadAt = now;
  }

  addBad(now: number): void {
    this.#bad++;
    this.#total++;
    this.#lastBadAt = now;
  }

  /** This incident stands for those of other rules that the same outcome broke. @param keys of these rules */
  standFor(keys: readonly string[], priorities: readonly NonNullable<AlertShape['priority']>[]): void {
    this.#alsoMatched = keys;
    this.#alsoPriorities = priorities;
  }

  end(reason: EndReason): void {
    this.#ended = reason;
  }
}
