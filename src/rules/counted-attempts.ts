import { oneOf } from '../validation/checks.js';

/** Which failures of a queue's jobs count: the last of each job, or all. */
export type CountedAttempts = 'final' | 'all';

/** Checks a {@link CountedAttempts}. */
export const countedAttempts = oneOf(['final', 'all'] satisfies CountedAttempts[]);
