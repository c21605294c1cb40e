import { truncate } from '../../text/text-cut.js';

/** The name and the text of a detail. */
export type DetailEntry = readonly [key: string, value: string];

const MARK = 'detailsCut';
const MARK_LENGTH = 300; // reserved for the list of cut details

const SHORTEST_USEFUL_VALUE = 16; // a value cut to less is unreadable

/**
 * Fits details into `limit` characters, keys and values together. Details from the application are cut before `own`, so that
 * the facts that identify an incident go last; an extra detail names what was cut.
 */
export function fitDetails(
  own: readonly DetailEntry[],
  added: readonly DetailEntry[],
  limit: number,
): Readonly<Record<string, string>> {
  if (sizeOf(own) + sizeOf(added) <= limit) return Object.fromEntries([...own, ...added]);
  const budget = limit - MARK.length - MARK_LENGTH;
  const keptOwn = share(own, budget);
  const keptAdded = share(added, budget - sizeOf(keptOwn.kept));
  const cut = [...keptOwn.cut, ...keptAdded.cut];
  return Object.fromEntries([...keptOwn.kept, ...keptAdded.kept, [MARK, truncate(cut.join(', '), MARK_LENGTH)]]);
}

/** Divides the space fairly: short entries stay whole, and long ones get equal shares of the rest. */
function share(
  entries: readonly DetailEntry[],
  room: number,
): { kept: readonly DetailEntry[]; cut: readonly string[] } {
  const fitted = new Map<string, string>();
  const cut: string[] = [];
  let left = room;
  let waiting = entries.length;
  for (const [key, value] of entries.toSorted((one, other) => sizeOf([one]) - sizeOf([other]))) {
    const part = Math.floor(left / waiting--) - key.length;
    const text = value.length <= part ? value : part < SHORTEST_USEFUL_VALUE ? undefined : truncate(value, part);
    if (text !== value) cut.push(text === undefined ? `${key} (left out)` : key);
    if (text === undefined) continue;
    fitted.set(key, text);
    left -= key.length + text.length;
  }
  return { kept: entries.flatMap(([key]) => (fitted.has(key) ? [[key, fitted.get(key) ?? ''] as const] : [])), cut };
}

function sizeOf(entries: readonly DetailEntry[]): number {
  return entries.reduce((sum, [key, value]) => sum + key.length + value.length, 0);
}
