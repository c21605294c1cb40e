/** Whether a value is a valid time in milliseconds since 1970; a finite number may be too large for a date. */
export function isWallTime(value: unknown): value is number {
  return typeof value === 'number' && !Number.isNaN(new Date(value).getTime());
}
