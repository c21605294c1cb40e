/**
 * Formats a ratio in percent: `1%` for 0.01, `99.95%` for 0.9995, `3.1%` for 31 of 1,000. Zero of zero is `0%`.
 *
 * @param digits significant digits. The default, six, hides floating-point errors
 */
export function percent(part: number, whole = 1, digits = 6): string {
  return `${whole === 0 ? 0 : Number(((100 * part) / whole).toPrecision(digits))}%`;
}
