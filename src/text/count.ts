/** Formats a whole number for people: `17,098`. */
export function formatCount(number: number): string {
  return number.toLocaleString('en-US', { maximumFractionDigits: 2 });
}

/**
 * A number with its noun.
 *
 * @param many the plural. @defaultValue `one` with an `s`
 * @example `counted(1, 'request')` is `'1 request'`, `counted(17098, 'request')` is `'17,098 requests'`
 */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${formatCount(number)} ${number === 1 ? one : many}`;
}

/** `2nd`, `3rd`, `11th`, `1,021st`. */
export function ordinal(number: number): string {
  const tens = number % 100;
  const ending = tens > 10 && tens < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th');
  return `${formatCount(number)}${ending}`;
}
