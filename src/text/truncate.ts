export { cutAt as head, ELLIPSIS, truncate } from './text-cut.js';

/**
 * The most that is taken of any one string before it is redacted, in UTF-16 units: a message of 10 MB must cost no more than one of 64 KB.
 * It is more than any field looks at (see `OutgoingText`), so this cut never decides where a secret is split.
 */
export const MAXIMUM_TEXT = 65_536;
