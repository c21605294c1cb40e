import type { Message } from '../alerts/message.js';
import { UnsupportedCallError } from '../platforms/platform.js';
import type { Log } from '../text/log.js';
import type { Priority } from '../text/priority.js';
import type { ClosedBy } from './close-fence.js';
import type { Destination } from './destination.js';

/** Sends a copy of each message to a second platform. Never throws, and does not affect the original. */
export class Mirror {
  readonly destination: Destination;
  readonly #priority: Priority | undefined;
  readonly #log: Log;
  /** The calls that were left out, each logged once. */
  readonly #leftOut = new Set<Message['type']>();

  /** @param priority of all copies; `undefined` for that of each original */
  constructor(destination: Destination, priority: Priority | undefined, log: Log) {
    this.destination = destination;
    this.#priority = priority;
    this.#log = log;
  }

  /** Copies a message that was accepted for the first platform. @param closedBy who decided on a close; `undefined`: the application */
  copy(message: Message, closedBy?: ClosedBy): void {
    const { outbox, platform } = this.destination;
    if (platform.calls.has(message.type)) outbox.accept(this.#copyOf(message), closedBy);
    else this.#leaveOut(message.type);
  }

  #copyOf(message: Message): Message {
    const priority = this.#priority ?? message.priority;
    const copy = { ...message, priority, target: undefined };
    return copy.type === 'create' ? { ...copy, payload: { ...copy.payload, priority } } : copy;
  }

  #leaveOut(type: Message['type']): void {
    if (this.#leftOut.has(type)) return;
    this.#leftOut.add(type);
    this.#log.warn(`${new UnsupportedCallError(this.destination.platform.title, type).message} (Logged once.)`);
  }
}
