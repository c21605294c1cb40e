/** Enough to hide floating-point errors. */
const MOST_DIGITS = 6;

/**
 * Formats a ratio in percent: `1%` for 0.01, `99.95%` for 0.9995, `3.1%` for 31 of 1,000. Zero of zero is `0%`.
 *
 * @param digits significant digits. The default, six, hides floating-point errors
 */
export function percent(part: number, whole = 1, digits = MOST_DIGITS): string {
  return `${whole === 0 ? 0 : rounded((100 * part) / whole, digits)}%`;
}

/**
 * Formats a share of samples for people, in two digits or in as many as it takes to tell the truth: a share above the limit never looks
 * like the limit, and one below 100% never like 100%.
 *
 * @param limit the share above which there is trouble. @defaultValue none
 * @example `sharePercent(172, 17_098, 0.01)` is `'1.01%'`, `sharePercent(67, 331, 0.2)` is `'20.2%'`
 */
export function sharePercent(part: number, whole: number, limit?: number): string {
  if (whole === 0) return '0%';
  const exact = (100 * part) / whole;
  const boundaries = [100, ...(limit === undefined ? [] : [rounded(100 * limit, MOST_DIGITS)])];
  for (let digits = 2; digits < MOST_DIGITS; digits++) {
    const shown = rounded(exact, digits);
    if (boundaries.every((boundary) => Math.sign(shown - boundary) === Math.sign(exact - boundary))) return `${shown}%`;
  }
  return `${rounded(exact, MOST_DIGITS)}%`;
}

function rounded(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}
