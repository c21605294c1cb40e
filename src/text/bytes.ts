const UNITS = ['KB', 'MB', 'GB', 'TB'];

/** Formats bytes for people, in units of 1,024 as Node's own options are: `512 MB`, `4.1 GB`. */
export function formatBytes(bytes: number): string {
  let amount = bytes / 1_024;
  let unit = 0;
  // What would be rounded to 1,024 is one of the next unit.
  while (amount >= 1_023.5 && unit < UNITS.length - 1) {
    amount /= 1_024;
    unit++;
  }
  return `${amount < 9.95 ? Math.round(amount * 10) / 10 : Math.round(amount)} ${UNITS[unit] ?? ''}`;
}
