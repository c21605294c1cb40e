import type { Priority } from '../../text/priority.js';
import type { AdmissionReport } from './admission.js';
import { dependents, isWaiting, madeNeedless, sameWaiting, type Lane } from './lane.js';
import { PriorityRanks } from './priority-ranks.js';
import { expiresAt, notBefore, SHORTEST_PATIENCE, type QueuedMessage } from './queued-message.js';
import { ToldAlerts } from './told-alerts.js';
import { moreUrgent, raiseTo } from './urgency.js';

/** How much may be in the queue. */
export interface QueueBounds {
  readonly maxMessages: number;
  readonly maxBytes: number;
}

/**
 * What is accepted and not settled: which message may go next, and who goes when there are too many. Pure: no I/O, no timers;
 * `now` is in milliseconds on one monotonic scale.
 */
export class MessageQueue {
  readonly #bounds: QueueBounds;
  readonly #lanes = new Map<string, QueuedMessage[]>();
  readonly #told = new ToldAlerts();
  /** All, in the order of their acceptance. */
  readonly #byAge = new Set<QueuedMessage>();
  readonly #byPriority = new PriorityRanks();
  /** Those that wait after a failed attempt. */
  readonly #retrying = new Set<QueuedMessage>();
  #size = 0;
  #length = 0;
  #inFlight = 0;

  constructor(bounds: QueueBounds) {
    this.#bounds = bounds;
  }

  /** How many wait, for the first time or again. */
  get waiting(): number {
    return this.#length - this.#inFlight;
  }

  /** How many are being sent. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Puts a new message into the queue, in the order of its alias. */
  admit(entry: QueuedMessage): AdmissionReport {
    const { alias, type } = entry.message;
    const same = sameWaiting(this.#lane(alias), entry.message);
    if (same !== undefined) {
      if (type === 'create') same.repeats += 1;
      this.#raise(same, entry.message.priority);
      return { admission: { kind: 'folded', into: same }, cancelled: [], evicted: [] };
    }
    let cancelled: readonly QueuedMessage[] = [];
    if (type === 'close') {
      entry.message = raiseTo(entry.message, this.#priorityOf(alias) ?? entry.message.priority);
      const mayBeOpen = this.#mayBeOpen(alias);
      cancelled = madeNeedless(this.#lane(alias), mayBeOpen);
      for (const needless of cancelled) this.remove(needless);
      if (cancelled.length > 0 && !mayBeOpen) {
        return { admission: { kind: 'cancelled' }, cancelled, evicted: [] };
      }
    }
    this.#append(entry);
    const evicted = this.#evict().filter((gone) => gone !== entry);
    return { admission: { kind: isWaiting(entry) ? 'queued' : 'evicted' }, cancelled, evicted };
  }

  /** The most urgent message that may go now, the oldest of its priority. */
  next(now: number): QueuedMessage | undefined {
    return this.#byPriority.mostUrgent((entry) => this.#isHead(entry) && notBefore(entry) <= now);
  }

  /**
   * The message to find out with whether the platform is well again: one that was tried the least, since one that the platform
   * chokes on must not be the probe for ever.
   */
  probe(): QueuedMessage | undefined {
    let best: QueuedMessage | undefined;
    for (const entry of this.#byAge) {
      if (!isWaiting(entry) || !this.#isHead(entry) || (best !== undefined && best.attempts <= entry.attempts))
        continue;
      best = entry;
      if (best.attempts === 0) break;
    }
    return best;
  }

  /** When the next of those that may not go yet may go. */
  nextWaitEnds(now: number): number | undefined {
    let soonest = Infinity;
    for (const entry of this.#retrying) if (notBefore(entry) > now) soonest = Math.min(soonest, notBefore(entry));
    return soonest === Infinity ? undefined : soonest;
  }

  /** The last message of an alias. */
  newest(alias: string): QueuedMessage | undefined {
    return this.#lane(alias).at(-1);
  }

  /** All that wait, the oldest first. */
  all(): readonly QueuedMessage[] {
    return [...this.#byAge].filter(isWaiting);
  }

  /** All, also those that are being sent, the oldest first. */
  unsettled(): readonly QueuedMessage[] {
    return [...this.#byAge];
  }

  /** When the oldest of them was accepted. */
  oldestAcceptedAt(): number | undefined {
    for (const { acceptedAt } of this.#byAge) return acceptedAt;
    return undefined;
  }

  /** A message is being sent. */
  start(entry: QueuedMessage): void {
    entry.state = { kind: 'inFlight' };
    this.#retrying.delete(entry);
    this.#inFlight += 1;
    const { alias, priority, type } = entry.message;
    if (type === 'create') this.#told.told(alias, priority, entry.acceptedWall);
  }

  /** Another process told, or may have told, the platform of this alias. */
  toldBefore(alias: string, priority: Priority): void {
    if (!this.#told.mayBeOpen(alias)) this.#told.told(alias, priority, -Infinity);
  }

  /** Whether an alert of this alias was raised here after that time, in milliseconds since 1970. */
  isRaisedSince(alias: string, wall: number): boolean {
    const waits = this.#lane(alias).some((entry) => entry.message.type === 'create' && entry.acceptedWall > wall);
    return waits || this.#told.raisedWall(alias) > wall;
  }

  /** The messages of an alert that an earlier process accepted before that time, in milliseconds since 1970; not closes. */
  inheritedBefore(alias: string, wall: number): readonly QueuedMessage[] {
    return this.#lane(alias).filter(
      (entry) => entry.isInherited && entry.message.type !== 'close' && entry.acceptedWall <= wall,
    );
  }

  /** Whether a message of an earlier process waits. */
  get hasInherited(): boolean {
    return [...this.#byAge].some(({ isInherited }) => isInherited);
  }

  /** A message that was being sent waits again. */
  putBack(entry: QueuedMessage, mayGoAt: number): void {
    entry.state = { kind: 'waiting', notBefore: mayGoAt };
    this.#retrying.add(entry);
    this.#inFlight -= 1;
  }

  /** The platform has it: whoever asked to close the alert knows now that it is closed. */
  accepted(entry: QueuedMessage): void {
    if (entry.message.type === 'close') this.#told.closed(entry.message.alias);
  }

  /** Takes a message out, and returns with it what makes no sense without it. */
  removeWithDependents(entry: QueuedMessage): readonly QueuedMessage[] {
    const { alias } = entry.message;
    const gone = [entry, ...dependents(this.#lane(alias), entry, this.#told.mayBeOpen(alias))];
    for (const one of gone) this.remove(one);
    return gone;
  }

  /** Takes a message out. */
  remove(entry: QueuedMessage): void {
    const { alias } = entry.message;
    if (entry.state.kind === 'settled') return;
    if (entry.state.kind === 'inFlight') this.#inFlight -= 1;
    const rest = this.#lane(alias).filter((other) => other !== entry);
    if (rest.length === 0) this.#lanes.delete(alias);
    else this.#lanes.set(alias, rest);
    entry.state = { kind: 'settled' };
    this.#byAge.delete(entry);
    this.#byPriority.remove(entry);
    this.#retrying.delete(entry);
    this.#length -= 1;
    this.#size -= entry.size;
  }

  /** Ends all waits after failed attempts: the platform is well again, or there is no time to wait. */
  endWaits(now: number): void {
    for (const entry of this.#retrying) entry.state = { kind: 'waiting', notBefore: now };
  }

  /** When the next message has been tried for long enough. */
  nextExpiry(): number | undefined {
    let soonest = Infinity;
    for (const entry of this.#byAge) {
      // What is younger than this cannot expire sooner.
      if (entry.acceptedAt + SHORTEST_PATIENCE >= soonest) break;
      if (isWaiting(entry)) soonest = Math.min(soonest, expiresAt(entry));
    }
    return soonest === Infinity ? undefined : soonest;
  }

  #evict(): readonly QueuedMessage[] {
    const evicted: QueuedMessage[] = [];
    while (this.#length > this.#bounds.maxMessages || this.#size > this.#bounds.maxBytes) {
      const victim = this.#byPriority.leastUrgent();
      if (victim === undefined) break;
      evicted.push(...this.removeWithDependents(victim));
    }
    return evicted;
  }

  #append(entry: QueuedMessage): void {
    const { alias } = entry.message;
    const lane = this.#lanes.get(alias);
    if (lane === undefined) this.#lanes.set(alias, [entry]);
    else lane.push(entry);
    this.#byAge.add(entry);
    this.#byPriority.add(entry);
    this.#length += 1;
    this.#size += entry.size;
  }

  #raise(entry: QueuedMessage, priority: Priority): void {
    const raised = raiseTo(entry.message, priority);
    if (raised === entry.message) return;
    this.#byPriority.remove(entry);
    entry.message = raised;
    this.#byPriority.add(entry);
  }

  /** Whether it is the first of its alias; the others wait for it. */
  #isHead(entry: QueuedMessage): boolean {
    return this.#lane(entry.message.alias)[0] === entry;
  }

  #lane(alias: string): Lane {
    return this.#lanes.get(alias) ?? [];
  }

  /** A close that waits means an alert, though it may not be one of ours. */
  #mayBeOpen(alias: string): boolean {
    return this.#told.mayBeOpen(alias) || this.#lane(alias).some(({ message }) => message.type === 'close');
  }

  #priorityOf(alias: string): Priority | undefined {
    const create = this.#lane(alias).findLast(({ message }) => message.type === 'create');
    const told = this.#told.priorityOf(alias);
    return create === undefined ? told : moreUrgent(create.message.priority, told);
  }
}
