import type { Message } from '../../../../src/alerts/message.js';

/** Sends the messages of a process to the platform. */
export interface Sender {
  send(message: Message): void;
  /** The process is killed: undelivered messages are lost, unless they are in a journal. */
  die(): void;
  /** The next process starts. */
  begin(): void;
}
