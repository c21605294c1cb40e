import type { Message } from '../../alerts/message.js';
import type { QueuedMessage } from './queued-message.js';

/** The messages of one alias in their order. Only the first can be in flight. */
export type Lane = readonly QueuedMessage[];

/**
 * The waiting message that can stand for a new one as well: the last create, unless the alert was closed after it; or the last
 * message, if it closes or acknowledges as the new one does. Two notes never are the same.
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
 * What a new close makes needless: the creates that were never sent. If the platform knows nothing of the alert, then all that
 * waits for it as well, and with it the close.
 */
export function madeNeedless(lane: Lane, mayBeOpen: boolean): readonly QueuedMessage[] {
  const creates = lane.filter(isUnsentCreate);
  return creates.length === 0 || mayBeOpen ? creates : lane.filter(isWaiting);
}

/**
 * What cannot be told without this message: after a create that was never sent, all up to the next create, unless an alert of the
 * alias may be open.
 */
export function dependents(lane: Lane, entry: QueuedMessage, mayBeOpen: boolean): readonly QueuedMessage[] {
  if (mayBeOpen || !isUnsentCreate(entry)) return [];
  const after = lane.slice(lane.indexOf(entry) + 1);
  const next = after.findIndex(({ message }) => message.type === 'create');
  return next === -1 ? after : after.slice(0, next);
}

/** Whether it waits, for the first time or again. */
export function isWaiting(entry: QueuedMessage): boolean {
  return entry.state.kind === 'waiting';
}

function isUnsentCreate(entry: QueuedMessage): boolean {
  return entry.message.type === 'create' && entry.attempts === 0 && isWaiting(entry);
}
