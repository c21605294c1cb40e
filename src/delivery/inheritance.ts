import type { Message } from '../alerts/message.js';
import type { Conclusion } from './conclusion.js';
import type { JournaledMessage } from '../journal/file/journaled-message.js';
import type { Journal } from '../journal/file/file-journal.js';
import { ClosedAliases } from '../journal/file/closed-aliases.js';
import type { MessageQueue } from './queue/message-queue.js';
import { lateMessage } from './queue/outgoing-message.js';
import type { QueuedMessage } from './queue/queued-message.js';

/** The origin of a message that an earlier process accepted. */
export interface Origin {
  readonly key: string;
  readonly acceptedWall: number;
  readonly isDelayReported: boolean;
}

/** How a message is admitted. */
export interface Admitting {
  readonly exempt?: boolean;
  readonly origin?: Origin;
}

/** Dependencies of {@link Inheritance}. */
export interface InheritanceParts {
  readonly queue: MessageQueue;
  readonly journal: Journal | undefined;
  readonly conclusion: Conclusion;
  /** Puts a message into the queue. */
  readonly admit: (message: Message, origin: Origin) => void;
}

/**
 * Exchanges state between processes that share a journal directory: inherits messages of dead processes, shares closes, and gives up
 * messages that another process took over while this one was suspended.
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
    // It closes an earlier episode; the alert raised since then belongs to a new one.
    if (type === 'close' && queue.isRaisedSince(alias, acceptedWall)) return;
    queue.openedElsewhere(alias, priority);
    if (type === 'close') this.closed(alias, acceptedWall);
    else if (this.isClosedSince(alias, wall)) return;
    admit(lateMessage(message, acceptedWall), { key, acceptedWall, isDelayReported: isDelayReported === true });
  }

  /** Records that this process or a dead one closed an alert, for processes that inherit older messages. */
  closed(alias: string, wall: number): void {
    this.#closes.add(alias, wall);
    this.#parts.journal?.closed(alias, wall);
  }

  /** Another process closed an alert: older inherited messages would reopen it and are cancelled. */
  closedElsewhere(alias: string, wall: number): void {
    this.#closes.add(alias, wall);
    this.#withdraw(this.#parts.queue.inheritedBefore(alias, wall), 'cancelled');
  }

  /** Whether the queue contains inherited messages. */
  get isThere(): boolean {
    return this.#parts.queue.hasInherited;
  }

  /** Whether an alert was closed at or after `wall`, as far as this process knows. */
  isClosedSince(alias: string, wall: number): boolean {
    return this.#closes.isClosedSince(alias, wall);
  }

  /** Another process took over these messages with the journal while this one was suspended. */
  handedOver(keys: ReadonlySet<string>): void {
    const { queue } = this.#parts;
    const taken = queue.unsettled().filter(({ key }) => keys.has(key));
    // The other process may send it, so a later close is never unnecessary.
    for (const { message } of taken)
      if (message.type === 'create') queue.openedElsewhere(message.alias, message.priority);
    this.#withdraw(taken, 'handedOver');
  }

  /** Messages in flight are settled by their response, unless they would have to be retried. */
  #withdraw(entries: readonly QueuedMessage[], kind: 'cancelled' | 'handedOver'): void {
    const { conclusion, queue } = this.#parts;
    for (const entry of entries) entry.withdrawn = kind;
    const waiting = entries.filter(({ state }) => state.kind === 'waiting');
    for (const entry of waiting) queue.remove(entry);
    conclusion.finish(waiting, { kind });
  }
}
