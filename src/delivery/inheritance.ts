import type { Message } from '../alerts/message.js';
import type { Conclusion } from './conclusion.js';
import type { JournaledMessage } from '../journal/file/journaled-message.js';
import type { Journal } from '../journal/file/file-journal.js';
import { ClosedAliases } from '../journal/file/closed-aliases.js';
import type { MessageQueue } from './queue/message-queue.js';
import { lateMessage } from './queue/outgoing-message.js';
import type { QueuedMessage } from './queue/queued-message.js';

/** Where a message comes from, if not from this process a moment ago. */
export interface Origin {
  readonly key: string;
  readonly acceptedWall: number;
  readonly isDelayReported: boolean;
}

/** How a message is put into the queue. */
export interface Admitting {
  readonly exempt?: boolean;
  readonly origin?: Origin;
}

/** What an {@link Inheritance} needs. */
export interface InheritanceParts {
  readonly queue: MessageQueue;
  readonly journal: Journal | undefined;
  readonly conclusion: Conclusion;
  /** Puts a message into the queue. */
  readonly admit: (message: Message, origin: Origin) => void;
}

/**
 * What passes between processes that share a journal directory: messages of one that died, the closes of all, and what another one
 * took from this process while it stood still.
 */
export class Inheritance {
  readonly #parts: InheritanceParts;
  readonly #closes = new ClosedAliases();

  constructor(parts: InheritanceParts) {
    this.#parts = parts;
  }

  /** Takes over a message. @param wall when it was accepted at the earliest, in milliseconds since 1970 */
  takeOver(key: string, { acceptedWall, message, isDelayReported }: JournaledMessage, wall: number): void {
    const { admit, queue } = this.#parts;
    const { alias, priority, type } = message;
    // It closes an episode that is over; what was raised since then is another.
    if (type === 'close' && queue.isRaisedSince(alias, acceptedWall)) return;
    queue.toldBefore(alias, priority);
    if (type === 'close') this.closed(alias, acceptedWall);
    else if (this.isClosedSince(alias, wall)) return;
    admit(lateMessage(message, acceptedWall), { key, acceptedWall, isDelayReported: isDelayReported === true });
  }

  /** This process, or one that died, closed an alert; written down for whoever takes over what is older. */
  closed(alias: string, wall: number): void {
    this.#closes.add(alias, wall);
    this.#parts.journal?.closed(alias, wall);
  }

  /** Another process closed an alert: what an earlier one raised before that, and waits here, would reopen it. */
  closedElsewhere(alias: string, wall: number): void {
    this.#closes.add(alias, wall);
    this.#withdraw(this.#parts.queue.inheritedBefore(alias, wall), 'cancelled');
  }

  /** Whether a message of an earlier process waits. */
  get isThere(): boolean {
    return this.#parts.queue.hasInherited;
  }

  /** Whether an alert was closed at that time or later, as far as this process knows. */
  isClosedSince(alias: string, wall: number): boolean {
    return this.#closes.isClosedSince(alias, wall);
  }

  /** Another process took these messages over with the journal while this one stood still. */
  handedOver(keys: ReadonlySet<string>): void {
    const { queue } = this.#parts;
    const taken = queue.unsettled().filter(({ key }) => keys.has(key));
    // The other process may send it: a close of it is never needless.
    for (const { message } of taken) if (message.type === 'create') queue.toldBefore(message.alias, message.priority);
    this.#withdraw(taken, 'handedOver');
  }

  /** What is being sent is settled by its answer, unless that makes another attempt necessary. */
  #withdraw(entries: readonly QueuedMessage[], kind: 'cancelled' | 'handedOver'): void {
    const { conclusion, queue } = this.#parts;
    for (const entry of entries) entry.withdrawn = kind;
    const waiting = entries.filter(({ state }) => state.kind === 'waiting');
    for (const entry of waiting) queue.remove(entry);
    conclusion.finish(waiting, { kind });
  }
}
