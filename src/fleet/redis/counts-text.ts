import type { SeriesCount } from '../fleet-store.js';

/** A count holds both numbers, so that it is one field and one addition: `bad · 2³² + total`. */
const UNIT = 2 ** 32;
/** Up to this many digits a number is exact. */
const EXACT_DIGITS = 15;
/** So that a count of one process is a safe integer. */
const MOST_BAD = 2 ** 21 - 1;

/** A count as Redis adds it. */
export function countText({ bad, total }: SeriesCount): string {
  return String(Math.min(Math.floor(bad), MOST_BAD) * UNIT + Math.min(Math.floor(total), UNIT - 1));
}

/** Reads series and counts that alternate. */
export function readCounts(texts: readonly string[]): SeriesCount[] {
  const counts: SeriesCount[] = [];
  for (let index = 0; index + 1 < texts.length; index += 2) {
    const count = readCount(texts[index] ?? '', texts[index + 1] ?? '');
    if (count !== undefined) counts.push(count);
  }
  return counts;
}

function readCount(series: string, text: string): SeriesCount | undefined {
  if (series === '' || !/^\d{1,19}$/.test(text)) return undefined;
  if (text.length <= EXACT_DIGITS) {
    const both = Number(text);
    return { series, bad: Math.floor(both / UNIT), total: both % UNIT };
  }
  const both = BigInt(text);
  return { series, bad: Number(both / BigInt(UNIT)), total: Number(both % BigInt(UNIT)) };
}

/** The sums of `whole` without those of `parts`. */
export function without(whole: readonly SeriesCount[], parts: readonly (readonly SeriesCount[])[]): SeriesCount[] {
  const rest = new Map(whole.map(({ series, bad, total }) => [series, { bad, total }]));
  for (const { series, bad, total } of parts.flat()) {
    const sum = rest.get(series);
    if (sum !== undefined) rest.set(series, { bad: sum.bad - bad, total: sum.total - total });
  }
  return [...rest]
    .filter(([, { bad, total }]) => total > 0 && bad >= 0)
    .map(([series, { bad, total }]) => ({ series, bad, total }));
}
