/** How urgent an alert is. */
export type Priority = 'P1' | 'P2' | 'P3' | 'P4' | 'P5';

/** All priorities, the most urgent first. */
export const PRIORITIES = ['P1', 'P2', 'P3', 'P4', 'P5'] as const satisfies readonly Priority[];

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
