import type { Message } from '../../alerts/message.js';
import { PRIORITIES, type Priority } from '../../text/priority.js';

/** The rank of a priority; smaller is more urgent. */
export function urgency(priority: Priority): number {
  return PRIORITIES.indexOf(priority);
}

/** The more urgent of two priorities. */
export function moreUrgent(one: Priority, other: Priority | undefined): Priority {
  return other !== undefined && urgency(other) < urgency(one) ? other : one;
}

/** The message raised to at least this priority, which also applies to the alert that it creates. */
export function raiseTo(message: Message, priority: Priority): Message {
  if (urgency(priority) >= urgency(message.priority)) return message;
  if (message.type !== 'create') return { ...message, priority };
  return { ...message, priority, payload: { ...message.payload, priority } };
}
