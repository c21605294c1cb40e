import type { Message } from '../../alerts/message.js';
import type { QueuedMessage } from './queued-message.js';

/** The messages of one alias, in order. Only the first can be in flight. */
export type Lane = readonly QueuedMessage[];

/**
 * The waiting message that a new one can be merged into: the last create, unless the alert was closed after it; or the last message,
 * if it is a close or acknowledgement like the new one. Notes are never merged.
 */
export function sameWaiting(lane: Lane, message: Message): QueuedMessage | undefined {
  const waiting = lane.filter(isWaiting);
  const last = waiting.at(-1);
  switch (message.type) {
    case 'create': {
      const episode = waiting.slice(waiting.findLastIndex((entry) => entry.message.type === 'close') + 1);
      return episode.findLast((entry) => entry.message.type === 'create');
    }
    case 'close':
    case 'acknowledge':
      return last?.message.type === message.type ? last : undefined;
    case 'note':
      return undefined;
  }
}

/**
 * The messages that a new close makes unnecessary: the creates that were never sent and, if the platform does not know the alert, all
 * other waiting messages of the alias. Then the close itself is unnecessary, too.
 */
export function madeNeedless(lane: Lane, mayBeOpen: boolean): readonly QueuedMessage[] {
  const creates = lane.filter(isUnsentCreate);
  return creates.length === 0 || mayBeOpen ? creates : lane.filter(isWaiting);
}

/**
 * The messages that depend on this one: after a create that was never sent, all messages before the next create, unless an alert of
 * the alias may be open.
 */
export function dependents(lane: Lane, entry: QueuedMessage, mayBeOpen: boolean): readonly QueuedMessage[] {
  if (mayBeOpen || !isUnsentCreate(entry)) return [];
  const after = lane.slice(lane.indexOf(entry) + 1);
  const next = after.findIndex(({ message }) => message.type === 'create');
  return next === -1 ? after : after.slice(0, next);
}

/** Whether it is waiting for its first or another attempt. */
export function isWaiting(entry: QueuedMessage): boolean {
  return entry.state.kind === 'waiting';
}

function isUnsentCreate(entry: QueuedMessage): boolean {
  return entry.message.type === 'create' && entry.attempts === 0 && isWaiting(entry);
}
