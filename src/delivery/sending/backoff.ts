const FIRST_CEILING = 1_000;
const LAST_CEILING = 60_000;

/**
 * How long to wait after so many failures in a row: anything from 1 second to a ceiling that doubles from 1 to 60 seconds.
 *
 * The whole span is random ("full jitter"), so that many instances that failed together do not return together.
 *
 * @param failures - at least 1
 * @param random - 0 to 1, like `Math.random`
 * @returns milliseconds
 */
export function backoff(failures: number, random: () => number): number {
  const ceiling = Math.min(LAST_CEILING, FIRST_CEILING * 2 ** failures);
  return FIRST_CEILING + random() * (ceiling - FIRST_CEILING);
}
