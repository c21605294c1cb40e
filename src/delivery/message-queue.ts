import type { Priority } from '../wire/alert-payload.js';
import type { AdmissionReport } from './admission.js';
import { dependents, isWaiting, madeNeedless, sameWaiting, type Lane } from './lane.js';
import { EvictionOrder } from './eviction-order.js';
import { expiresAt, type QueuedMessage } from './queued-message.js';
import { ToldAlerts } from './told-alerts.js';
import { moreUrgent, raiseTo, urgency } from './urgency.js';

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
  readonly #evictionOrder = new EvictionOrder();
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
      cancelled = madeNeedless(this.#lane(alias), this.#told.mayBeOpen(alias));
      for (const needless of cancelled) this.remove(needless);
      if (cancelled.length > 0 && !this.#told.mayBeOpen(alias)) {
        return { admission: { kind: 'cancelled' }, cancelled, evicted: [] };
      }
    }
    this.#append(entry);
    const evicted = this.#evict().filter((gone) => gone !== entry);
    return { admission: { kind: isWaiting(entry) ? 'queued' : 'evicted' }, cancelled, evicted };
  }

  /** The most urgent message that may go now, the oldest of its priority. */
  next(now: number): QueuedMessage | undefined {
    return first(
      this.#heads().filter((entry) => notBefore(entry) <= now),
      byUrgency,
    );
  }

  /**
   * The message to find out with whether the platform is well again: one that was tried the least, since one that the platform
   * chokes on must not be the probe for ever.
   */
  probe(): QueuedMessage | undefined {
    return first(this.#heads(), (one, other) => one.attempts - other.attempts || one.sequence - other.sequence);
  }

  /** When the next of those that may not go yet may go. */
  nextWaitEnds(now: number): number | undefined {
    return least(
      this.#heads()
        .map(notBefore)
        .filter((moment) => moment > now),
    );
  }

  /** The last message of an alias. */
  newest(alias: string): QueuedMessage | undefined {
    return this.#lane(alias).at(-1);
  }

  /** All that wait, the oldest first. */
  all(): readonly QueuedMessage[] {
    return this.#waiting().toSorted(byAge);
  }

  /** When the oldest of them was accepted. */
  oldestAcceptedAt(): number | undefined {
    return first([...this.#lanes.values()].flat(), byAge)?.acceptedAt;
  }

  /** A message is being sent. */
  start(entry: QueuedMessage): void {
    entry.state = { kind: 'inFlight' };
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

  /** A message that was being sent waits again. */
  putBack(entry: QueuedMessage, mayGoAt: number): void {
    entry.state = { kind: 'waiting', notBefore: mayGoAt };
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
    this.#evictionOrder.remove(entry);
    this.#length -= 1;
    this.#size -= entry.size;
  }

  /** Ends all waits after failed attempts: the platform is well again, or there is no time to wait. */
  endWaits(now: number): void {
    for (const entry of this.#waiting()) entry.state = { kind: 'waiting', notBefore: now };
  }

  /** When the next message has been tried for long enough. */
  nextExpiry(): number | undefined {
    return least(this.#waiting().map(expiresAt));
  }

  #evict(): readonly QueuedMessage[] {
    const evicted: QueuedMessage[] = [];
    while (this.#length > this.#bounds.maxMessages || this.#size > this.#bounds.maxBytes) {
      const victim = this.#evictionOrder.victim();
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
    this.#evictionOrder.add(entry);
    this.#length += 1;
    this.#size += entry.size;
  }

  #raise(entry: QueuedMessage, priority: Priority): void {
    const raised = raiseTo(entry.message, priority);
    if (raised === entry.message) return;
    this.#evictionOrder.remove(entry);
    entry.message = raised;
    this.#evictionOrder.add(entry);
  }

  #heads(): readonly QueuedMessage[] {
    return [...this.#lanes.values()].flatMap(([head]) => (head !== undefined && isWaiting(head) ? [head] : []));
  }

  #waiting(): QueuedMessage[] {
    return [...this.#lanes.values()].flat().filter(isWaiting);
  }

  #lane(alias: string): Lane {
    return this.#lanes.get(alias) ?? [];
  }

  #priorityOf(alias: string): Priority | undefined {
    const create = this.#lane(alias).findLast(({ message }) => message.type === 'create');
    const told = this.#told.priorityOf(alias);
    return create === undefined ? told : moreUrgent(create.message.priority, told);
  }
}

function notBefore({ state }: QueuedMessage): number {
  return state.kind === 'waiting' ? state.notBefore : Infinity;
}

function byAge(one: QueuedMessage, other: QueuedMessage): number {
  return one.sequence - other.sequence;
}

function byUrgency(one: QueuedMessage, other: QueuedMessage): number {
  return rank(one) - rank(other) || byAge(one, other);
}

function rank({ exempt, message }: QueuedMessage): number {
  return exempt ? -1 : urgency(message.priority);
}

function least(numbers: readonly number[]): number | undefined {
  return numbers.length === 0 ? undefined : numbers.reduce((one, other) => Math.min(one, other));
}

function first(
  entries: readonly QueuedMessage[],
  compare: (one: QueuedMessage, other: QueuedMessage) => number,
): QueuedMessage | undefined {
  return entries.reduce<QueuedMessage | undefined>(
    (best, entry) => (best === undefined || compare(entry, best) < 0 ? entry : best),
    undefined,
  );
}
