import { type Priority, PRIORITIES } from './alert-payload.js';

/** The priority of an alert for which none is set. */
export const DEFAULT_PRIORITY: Priority = 'P4';

const LONGEST = 100; // with space around it

/** Reads a priority, or what a caller without types gave for one; `p1` and ` P1 ` are understood. */
export function priorityOf(value: unknown): Priority | undefined {
  const wanted = typeof value === 'string' && value.length <= LONGEST ? value.trim().toUpperCase() : undefined;
  return PRIORITIES.find((priority) => priority === wanted);
}

/** Whether one alert wakes more people than another. */
export function isMoreUrgent(one: Priority, other: Priority): boolean {
  return PRIORITIES.indexOf(one) < PRIORITIES.indexOf(other);
}
