import { createHash } from 'node:crypto';
import { truncate } from './text-cut.js';

/** Names of operations and rules fit into it, and thousands of aliases may be kept. UTF-16 units. */
export const LONGEST_ALIAS = 512;

/** Of a sha256 in hexadecimal. */
const HASH_LENGTH = 64;

/** Whether an alert can be found again by this alias: platforms make addresses of it, so half a character will not do. */
export function isAlias(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_ALIAS && !/[\uD800-\uDFFF]/u.test(value);
}

/**
 * An alias of at most `limit` UTF-16 units: a longer one becomes a readable beginning and a hash of the whole, so that two of them
 * stay different.
 */
export function shortAlias(alias: string, limit: number): string {
  if (alias.length <= limit) return alias;
  const hash = createHash('sha256').update(alias).digest('hex');
  return `${truncate(alias, limit - HASH_LENGTH - 1)}~${hash}`;
}
