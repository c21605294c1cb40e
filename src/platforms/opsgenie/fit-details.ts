import { truncate } from '../../text/text-cut.js';

/**
 * Fits details into `limit` characters, keys and values together, by cutting the longest value. If that is not enough, drops the last
 * one.
 */
export function fitDetails(details: Readonly<Record<string, string>>, limit: number): Readonly<Record<string, string>> {
  const entries = Object.entries(details);
  let excess = entries.reduce((sum, [key, value]) => sum + key.length + value.length, 0) - limit;
  while (excess > 0) {
    const [, longest] = entries.reduce((one, other) => (other[1].length > one[1].length ? other : one));
    const index = entries.findIndex(([, value]) => value === longest);
    const [key] = entries[index] ?? [];
    if (key !== undefined && longest.length > excess + 1) {
      entries[index] = [key, truncate(longest, longest.length - excess)];
      excess = 0;
    } else {
      const [name = '', value = ''] = entries.pop() ?? [];
      excess -= name.length + value.length;
    }
  }
  return Object.fromEntries(entries);
}
