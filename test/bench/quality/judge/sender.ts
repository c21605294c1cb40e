import type { Message } from '../../../../src/alerts/message.js';

/** How a process hands its messages to the platform. */
export interface Sender {
  send(message: Message): void;
  /** The process ends without warning: what is not delivered by now never will be, unless it lies in a journal. */
  die(): void;
  /** The next process begins. */
  begin(): void;
}
