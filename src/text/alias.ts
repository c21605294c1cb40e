import { createHash } from 'node:crypto';
import { truncate } from './text-cut.js';

/** Long enough for names of operations and rules, short enough to keep thousands of aliases in memory. UTF-16 units. */
export const LONGEST_ALIAS = 512;

/** Hexadecimal digits of a SHA-256. */
const HASH_LENGTH = 64;

/** Whether an alias is usable: platforms put it into URLs, so an unpaired surrogate is not. */
export function isAlias(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_ALIAS && !/[\uD800-\uDFFF]/u.test(value);
}

/**
 * An alias of at most `limit` UTF-16 units: a longer one becomes a readable prefix and a hash of the whole, so that aliases stay
 * distinct.
 */
export function shortAlias(alias: string, limit: number): string {
  if (alias.length <= limit) return alias;
  const hash = createHash('sha256').update(alias).digest('hex');
  return `${truncate(alias, limit - HASH_LENGTH - 1)}~${hash}`;
}
