import { readList, readProperty } from '../text/guarded-read.js';
import { classChain } from './class-chain.js';
import type { ErrorClass } from './error-class.js';

/** How many errors of a chain are looked at: chains of causes may be cyclic or endless. */
const MOST_ERRORS = 20;

/** An error, its causes and the errors of an `AggregateError`, nearest first, each once. */
export function errorChain(errors: readonly unknown[]): unknown[] {
  const chain = new Set<unknown>(errors);
  for (const error of chain) {
    if (chain.size >= MOST_ERRORS) break;
    for (const cause of causesOf(error)) chain.add(cause);
  }
  return [...chain].slice(0, MOST_ERRORS);
}

function causesOf(error: unknown): readonly unknown[] {
  if (typeof error !== 'object') return [];
  // A getter that throws hides its cause; the error itself is still known.
  const cause = readProperty(error, 'cause');
  const several = readList(readProperty(error, 'errors'), MOST_ERRORS);
  return cause === undefined ? several : [cause, ...several];
}

/** How far a class is from `Error`: the most derived of several that match is the most specific one. */
export function classDepth(type: ErrorClass): number {
  return classChain(type).length;
}

/** `instanceof` that survives hostile objects. */
export function isInstance(error: unknown, type: ErrorClass): boolean {
  try {
    return error instanceof type;
  } catch {
    return false;
  }
}
