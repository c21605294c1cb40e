import type { Clock } from '../../time/clock.js';

/** Work in small steps: after each, the caller may do something else first. */
export type Steps<Result = void> = Generator<undefined, Result, undefined>;

/** The event loop stands still no longer than this for one slice, unless a single step takes longer. Milliseconds. */
const LONGEST_SLICE = 25;

/** Works for as long as the event loop may stand still. @returns whether the work is done */
export function workOneSlice(work: Steps, clock: Clock): boolean {
  const end = clock.now() + LONGEST_SLICE;
  do if (work.next().done === true) return true;
  while (clock.now() < end);
  return false;
}

/** Works to the end. */
export function workToTheEnd<Result>(work: Steps<Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}
