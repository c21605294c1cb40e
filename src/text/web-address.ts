/** How many links an alert has at most: a person at night follows the first few. */
export const MOST_LINKS = 10;

/** The longest that common browsers and chat programs open. */
const LONGEST_ADDRESS = 2_000;

/**
 * The normalised form of an address that a browser opens: `http` or `https`, spaces and quotes encoded.
 *
 * @returns `undefined` for anything else, such as `javascript:`, a relative path, or more than 2,000 characters
 */
export function webAddress(given: string): string | undefined {
  if (given.length > LONGEST_ADDRESS || !URL.canParse(given)) return undefined;
  const { protocol, href } = new URL(given);
  return ['http:', 'https:'].includes(protocol) && href.length <= LONGEST_ADDRESS ? href : undefined;
}
