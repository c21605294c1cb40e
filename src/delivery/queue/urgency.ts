import type { Message } from '../../alerts/message.js';
import { PRIORITIES, type Priority } from '../../text/priority.js';

/** A number for a priority; the smaller, the more urgent. */
export function urgency(priority: Priority): number {
  return PRIORITIES.indexOf(priority);
}

/** The more urgent of two priorities. */
export function moreUrgent(one: Priority, other: Priority | undefined): Priority {
  return other !== undefined && urgency(other) < urgency(one) ? other : one;
}

/** The message with at least this priority; an alert is created with it, too. */
export function raiseTo(message: Message, priority: Priority): Message {
  if (urgency(priority) >= urgency(message.priority)) return message;
  if (message.type !== 'create') return { ...message, priority };
  return { ...message, priority, payload: { ...message.payload, priority } };
}
