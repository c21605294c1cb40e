import type { Message } from '../../../../src/alerts/message.js';

/** Sends the messages of a process to the platform. */
export interface Sender {
  /** @param accepted called when the platform accepts it */
  send(message: Message, accepted?: () => void): void;
  /** The process is killed: undelivered messages are lost, unless they are in a journal. */
  die(): void;
  /** The next process starts. */
  begin(): void;
}
