/** Longer words are not compared: the work grows with the product of both lengths. */
const LONGEST = 40;

/**
 * The word that someone probably meant: at most a third of its letters is wrong, missing, added or swapped with its neighbour.
 *
 * @returns `undefined` if none is near
 */
export function nearestWord(given: string, words: readonly string[]): string | undefined {
  if (given.length > LONGEST) return undefined;
  let [nearest, least]: [string | undefined, number] = [undefined, Infinity];
  for (const word of words) {
    const mistakes = distance(given.toLowerCase(), word.toLowerCase());
    if (mistakes >= least || mistakes > Math.max(1, Math.floor(word.length / 3))) continue;
    [nearest, least] = [word, mistakes];
  }
  return nearest;
}

/** The least number of letters that are changed, added, removed or swapped with their neighbour (optimal string alignment). */
function distance(one: string, other: string): number {
  let [beforeLast, last]: [number[], number[]] = [[], Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let at = 1; at <= one.length; at++) {
    const row = [at];
    for (let to = 1; to <= other.length; to++) {
      const isSame = one[at - 1] === other[to - 1];
      const isSwapped = one[at - 1] === other[to - 2] && one[at - 2] === other[to - 1];
      row.push(
        Math.min(
          (last[to] ?? 0) + 1,
          (row[to - 1] ?? 0) + 1,
          (last[to - 1] ?? 0) + (isSame ? 0 : 1),
          isSwapped ? (beforeLast[to - 2] ?? Infinity) + 1 : Infinity,
        ),
      );
    }
    [beforeLast, last] = [last, row];
  }
  return last[other.length] ?? Infinity;
}
