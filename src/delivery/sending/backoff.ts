const FIRST_CEILING = 1_000;
const LAST_CEILING = 60_000;

/**
 * The wait after a number of consecutive failures: random between 1 second and a ceiling that doubles from 1 to 60 seconds.
 *
 * The whole span is random ("full jitter"), so that instances that failed together do not retry together.
 *
 * @param failures - at least 1
 * @param random - 0 to 1, like `Math.random`
 * @returns milliseconds
 */
export function backoff(failures: number, random: () => number): number {
  const ceiling = Math.min(LAST_CEILING, FIRST_CEILING * 2 ** failures);
  return FIRST_CEILING + random() * (ceiling - FIRST_CEILING);
}
