import type { CloseFence } from './close-fence.js';
import type { Conclusion } from './conclusion.js';
import type { Journal, MessageHeir } from '../journal/journal.js';
import type { MessageRecord } from '../journal/message-record.js';
import type { Intake } from './intake.js';
import type { MessageQueue } from './queue/message-queue.js';
import { lateMessage } from './queue/outgoing-message.js';
import type { QueuedMessage } from './queue/queued-message.js';

/** Dependencies of {@link Inheritance}. */
interface InheritanceParts {
  readonly queue: MessageQueue;
  readonly journal: Journal;
  readonly conclusion: Conclusion;
  readonly intake: Intake;
  readonly fence: Pick<CloseFence, 'isLive'> | undefined;
}

/**
 * Exchanges state between processes that share a journal: inherits messages of dead processes, learns of closes, and gives up messages
 * that another process took over while this one was suspended.
 */
export class Inheritance implements MessageHeir {
  readonly #parts: InheritanceParts;
  #stopped = false;

  constructor(parts: InheritanceParts) {
    this.#parts = parts;
  }

  /** Leaves further messages to the next process. */
  stop(): void {
    this.#stopped = true;
  }

  /**
   * Inherits a message, and retries it for as long as a new one.
   *
   * @param wall - when it was accepted at the earliest, in milliseconds since 1970
   */
  takeOver(key: string, record: MessageRecord, wall: number): void {
    const { fence, intake, journal, queue } = this.#parts;
    if (this.#stopped) return journal.keep(key, record);
    const { acceptedWall, message, isDelayReported } = record;
    const { alias, priority, type } = message;
    // It closes an earlier episode; the alert raised since then belongs to a new one.
    if (type === 'close' && (queue.isRaisedSince(alias, acceptedWall) || fence?.isLive(alias) === true)) return;
    queue.openedElsewhere(alias, priority);
    if (type === 'close') journal.closed(alias, acceptedWall);
    else if (journal.isClosedSince(alias, wall)) return;
    intake.admit(lateMessage(message, acceptedWall), { origin: { key, acceptedWall, isDelayReported } });
  }

  /** Another process closed an alert: older inherited messages would reopen it and are cancelled. */
  closedElsewhere(alias: string, wall: number): void {
    this.#withdraw(this.#parts.queue.inheritedBefore(alias, wall), 'cancelled');
  }

  /** Another process speaks for an alert by now, and closes it when it is over. */
  closesElsewhere(alias: string): void {
    const closes = this.#parts.queue.unsettled().filter(({ closedBy, isInherited, message }) => {
      return message.type === 'close' && message.alias === alias && (isInherited || closedBy !== undefined);
    });
    this.#withdraw(closes, 'superseded');
  }

  /** Whether the queue contains inherited messages. */
  get hasInherited(): boolean {
    return this.#parts.queue.hasInherited;
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
  #withdraw(entries: readonly QueuedMessage[], kind: NonNullable<QueuedMessage['withdrawn']>): void {
    const { conclusion, queue } = this.#parts;
    for (const entry of entries) entry.withdrawn = kind;
    const waiting = entries.filter(({ state }) => state.kind === 'waiting');
    for (const entry of waiting) queue.remove(entry);
    conclusion.finish(waiting, { kind });
  }
}
