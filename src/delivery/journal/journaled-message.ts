import type { Message } from '../../alerts/message.js';
import { PRIORITIES, type Priority } from '../../wire/alert-payload.js';

/** An accepted message as it stands in the journal. */
export interface JournaledMessage {
  /** When it was accepted, in milliseconds since 1970. */
  readonly acceptedWall: number;
  readonly message: Message;
}

const TYPES: readonly unknown[] = ['create', 'close', 'acknowledge', 'note'] satisfies Message['type'][];

/** Looks whether a record is a message that can be sent; somebody may have edited the file. */
export function isJournaledMessage(record: object): record is JournaledMessage {
  if (!('acceptedWall' in record) || typeof record.acceptedWall !== 'number') return false;
  return 'message' in record && isMessage(record.message);
}

function isMessage(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { type, alias, priority, payload } = value as Record<string, unknown>;
  if (!TYPES.includes(type) || typeof alias !== 'string' || !PRIORITIES.includes(priority as Priority)) return false;
  return typeof payload === 'object' && payload !== null;
}
