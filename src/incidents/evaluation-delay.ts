import type { Tracker } from './tracker.js';

/** While there is trouble, it is evaluated this often. Milliseconds. */
const EVALUATE_EVERY = 10_000;
/** Rules with short times, as tests have them, are evaluated more often, but not more often than this. Milliseconds. */
const EVALUATE_AT_MOST_EVERY = 20;

/**
 * When to evaluate again, in milliseconds.
 *
 * @param trackers those that are not quiet
 * @param inherited the shortest time that an incident of an earlier process waits
 */
export function evaluationDelay(trackers: Iterable<Tracker>, inherited: number): number {
  let soonest = Math.min(EVALUATE_EVERY, inherited / 5);
  for (const { rule } of trackers) {
    const { keepFiringFor, for: pendingFor, staleAfter } = rule.policy;
    soonest = Math.min(soonest, keepFiringFor / 5, staleAfter / 5, pendingFor > 0 ? pendingFor / 5 : Infinity);
  }
  return Math.max(EVALUATE_AT_MOST_EVERY, soonest);
}
