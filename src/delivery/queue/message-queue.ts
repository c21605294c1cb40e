import type { Priority } from '../../text/priority.js';
import type { AdmissionReport } from './admission.js';
import { AgeOrder } from './age-order.js';
import { dependents, isWaiting, madeNeedless, sameWaiting } from './lane.js';
import { Lanes } from './lanes.js';
import { OpenAliases } from './open-aliases.js';
import { PriorityRanks } from './priority-ranks.js';
import { notBefore, type QueuedMessage } from './queued-message.js';
import { moreUrgent, raiseTo } from './urgency.js';

/** The limits of the queue. */
interface QueueBounds {
  readonly maxMessages: number;
  readonly maxBytes: number;
}

/**
 * Accepted messages that are not settled. Selects the next message to send and the messages to evict. Pure: no I/O, no timers; `now` is
 * in monotonic milliseconds.
 */
export class MessageQueue {
  readonly #bounds: QueueBounds;
  readonly #mayGo: (entry: QueuedMessage) => boolean;
  #isHolding = false;
  readonly #lanes = new Lanes();
  readonly #openAliases = new OpenAliases();
  readonly #byAge = new AgeOrder();
  readonly #byPriority = new PriorityRanks();
  /** Messages waiting after a failed attempt. */
  readonly #retrying = new Set<QueuedMessage>();
  #size = 0;
  #length = 0;
  #inFlight = 0;

  /** @param mayGo holds messages back for as long as it says no. @defaultValue all may be sent */
  constructor(bounds: QueueBounds, mayGo: (entry: QueuedMessage) => boolean = () => true) {
    this.#bounds = bounds;
    this.#mayGo = mayGo;
  }

  /** Messages waiting for their first or another attempt. */
  get waiting(): number {
    return this.#length - this.#inFlight;
  }

  /** Messages being sent. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Adds a message to the lane of its alias. */
  admit(entry: QueuedMessage): AdmissionReport {
    const { alias, type } = entry.message;
    const same = sameWaiting(this.#lanes.of(alias), entry.message);
    if (same !== undefined) {
      if (type === 'create') same.repeats += 1;
      this.#raise(same, entry.message.priority);
      return { admission: { kind: 'folded', into: same }, cancelled: [], evicted: [] };
    }
    let cancelled: readonly QueuedMessage[] = [];
    if (type === 'close') {
      entry.message = raiseTo(entry.message, this.#priorityOf(alias) ?? entry.message.priority);
      const mayBeOpen = this.#mayBeOpen(alias);
      cancelled = madeNeedless(this.#lanes.of(alias), mayBeOpen);
      for (const needless of cancelled) this.remove(needless);
      if (cancelled.length > 0 && !mayBeOpen) {
        return { admission: { kind: 'cancelled' }, cancelled, evicted: [] };
      }
    }
    this.#append(entry);
    const evicted = this.#evict().filter((gone) => gone !== entry);
    return { admission: { kind: isWaiting(entry) ? 'queued' : 'evicted' }, cancelled, evicted };
  }

  /** The next message to send: the most urgent one that may be sent now, the oldest of its priority. */
  next(now: number): QueuedMessage | undefined {
    this.#isHolding = false;
    return this.#byPriority.mostUrgent(
      (entry) => this.#lanes.isHead(entry) && notBefore(entry) <= now && this.#isFree(entry),
    );
  }

  /** Whether a message was held back when one was last looked for. */
  get isHolding(): boolean {
    return this.#isHolding;
  }

  /**
   * The message to probe the platform with: one with the fewest attempts, so that a message that the platform cannot handle is not
   * used forever.
   */
  probe(): QueuedMessage | undefined {
    this.#isHolding = false;
    return this.#byAge.leastAttempted((entry) => this.#lanes.isHead(entry) && this.#isFree(entry));
  }

  /** When the next retry wait ends. */
  nextWaitEnds(now: number): number | undefined {
    let soonest = Infinity;
    for (const entry of this.#retrying) if (notBefore(entry) > now) soonest = Math.min(soonest, notBefore(entry));
    return soonest === Infinity ? undefined : soonest;
  }

  /** The last message of an alias. */
  newest(alias: string): QueuedMessage | undefined {
    return this.#lanes.of(alias).at(-1);
  }

  /** All waiting messages, the oldest first. */
  all(): readonly QueuedMessage[] {
    return this.#byAge.all.filter(isWaiting);
  }

  /** All messages, including those in flight, the oldest first. */
  unsettled(): readonly QueuedMessage[] {
    return this.#byAge.all;
  }

  /** When the oldest message was accepted. */
  oldestAcceptedAt(): number | undefined {
    return this.#byAge.oldestAcceptedAt;
  }

  /** Marks a message as in flight. */
  start(entry: QueuedMessage): void {
    entry.state = { kind: 'inFlight' };
    this.#retrying.delete(entry);
    this.#inFlight += 1;
    const { alias, priority, type } = entry.message;
    if (type === 'create') this.#openAliases.add(alias, priority, entry.acceptedWall);
  }

  /** Another process has, or may have, opened an alert with this alias. */
  openedElsewhere(alias: string, priority: Priority): void {
    if (!this.#openAliases.mayBeOpen(alias)) this.#openAliases.add(alias, priority, -Infinity);
  }

  /** Whether this process raised an alert with this alias after that time, in milliseconds since 1970. */
  isRaisedSince(alias: string, wall: number): boolean {
    const waits = this.#lanes.of(alias).some((entry) => entry.message.type === 'create' && entry.acceptedWall > wall);
    return waits || this.#openAliases.raisedWall(alias) > wall;
  }

  /** Inherited messages of an alias, except closes, accepted up to that time, in milliseconds since 1970. */
  inheritedBefore(alias: string, wall: number): readonly QueuedMessage[] {
    return this.#lanes
      .of(alias)
      .filter((entry) => entry.isInherited && entry.message.type !== 'close' && entry.acceptedWall <= wall);
  }

  /** Whether the queue contains inherited messages. */
  get hasInherited(): boolean {
    return this.#byAge.all.some(({ isInherited }) => isInherited);
  }

  /** Puts a message in flight back into waiting. */
  putBack(entry: QueuedMessage, mayGoAt: number): void {
    entry.state = { kind: 'waiting', notBefore: mayGoAt };
    this.#retrying.add(entry);
    this.#inFlight -= 1;
  }

  /** Records that the platform accepted a message; an accepted close ends the open alert. */
  accepted(entry: QueuedMessage): void {
    if (entry.message.type === 'close') this.#openAliases.remove(entry.message.alias);
  }

  /** Removes a message and its dependents. @returns all removed messages */
  removeWithDependents(entry: QueuedMessage): readonly QueuedMessage[] {
    const { alias } = entry.message;
    const gone = [entry, ...dependents(this.#lanes.of(alias), entry, this.#openAliases.mayBeOpen(alias))];
    for (const one of gone) this.remove(one);
    return gone;
  }

  /** Removes a message. */
  remove(entry: QueuedMessage): void {
    if (entry.state.kind === 'settled') return;
    if (entry.state.kind === 'inFlight') this.#inFlight -= 1;
    this.#lanes.remove(entry);
    entry.state = { kind: 'settled' };
    this.#byAge.remove(entry);
    this.#byPriority.remove(entry);
    this.#retrying.delete(entry);
    this.#length -= 1;
    this.#size -= entry.size;
  }

  /** Ends all retry waits: the platform has recovered, or the application is shutting down. */
  endWaits(now: number): void {
    for (const entry of this.#retrying) entry.state = { kind: 'waiting', notBefore: now };
  }

  /** When the next message expires. */
  nextExpiry(): number | undefined {
    return this.#byAge.nextExpiry();
  }

  #isFree(entry: QueuedMessage): boolean {
    const isFree = this.#mayGo(entry);
    if (!isFree) this.#isHolding = true;
    return isFree;
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
    this.#lanes.add(entry);
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

  /** A queued close implies an open alert, even if another process raised it. */
  #mayBeOpen(alias: string): boolean {
    return this.#openAliases.mayBeOpen(alias) || this.#lanes.of(alias).some(({ message }) => message.type === 'close');
  }

  #priorityOf(alias: string): Priority | undefined {
    const create = this.#lanes.of(alias).findLast(({ message }) => message.type === 'create');
    const open = this.#openAliases.priorityOf(alias);
    return create === undefined ? open : moreUrgent(create.message.priority, open);
  }
}
