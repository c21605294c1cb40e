import type { Clock } from '../../time/clock.js';

/** Work in small steps, between which the caller may do something else. */
export type Steps<Result = void> = Generator<undefined, Result, undefined>;

/** The longest that one slice blocks the event loop, unless a single step takes longer. Milliseconds. */
const LONGEST_SLICE = 25;

/** Works for one slice. @returns whether the work is done */
export function workOneSlice(work: Steps, clock: Clock): boolean {
  const end = clock.now() + LONGEST_SLICE;
  do if (work.next().done === true) return true;
  while (clock.now() < end);
  return false;
}

/** Completes the work. */
export function workToTheEnd<Result>(work: Steps<Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}
