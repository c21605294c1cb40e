/** How urgent an alert is. */
export type Priority = 'P1' | 'P2' | 'P3' | 'P4' | 'P5';

/** All priorities, the most urgent first. */
export const PRIORITIES = ['P1', 'P2', 'P3', 'P4', 'P5'] as const satisfies readonly Priority[];

/** The default priority of an alert. */
export const DEFAULT_PRIORITY: Priority = 'P4';

const LONGEST = 100; // including surrounding space

/** Reads a priority from untyped input; accepts `p1` and ` P1 `. */
export function priorityOf(value: unknown): Priority | undefined {
  const wanted = typeof value === 'string' && value.length <= LONGEST ? value.trim().toUpperCase() : undefined;
  return PRIORITIES.find((priority) => priority === wanted);
}

/** Whether one priority is more urgent than another. */
export function isMoreUrgent(one: Priority, other: Priority): boolean {
  return PRIORITIES.indexOf(one) < PRIORITIES.indexOf(other);
}
