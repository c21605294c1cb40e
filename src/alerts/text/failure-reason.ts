import type { FailureReason } from '../../text/headline.js';
import { type ErrorDescription, MORE_CAUSES } from './error-description.js';

/** Why a run failed: the deepest cause of its error, with the code that its library gives it. */
export function failureReason(error: ErrorDescription): FailureReason {
  const path = pathToDeepest(error);
  const deepest = path.at(-1) ?? error;
  const text = deepest.reason?.text ?? (deepest.message === '' ? deepest.name : deepest.message);
  // Only what nothing else says: a wrapper often repeats the message of its cause.
  const isWrapped = deepest !== error && error.message !== '' && !text.includes(error.message);
  return {
    text,
    isMessage: deepest.reason === undefined && deepest.message !== '',
    isUpstream: deepest.reason?.isDeepest === true,
    name: error.name,
    more: path.reduce((sum, { members = 1 }) => sum + members - 1, 0),
    ...(deepest !== error && { outer: isWrapped ? error.message : '' }),
    ...(error.thrown !== undefined && { thrown: error.thrown }),
  };
}

/** The error, its first cause, the first cause of that, and so on. */
function pathToDeepest(error: ErrorDescription): readonly ErrorDescription[] {
  const path = [error];
  for (let last: ErrorDescription | undefined = error; last !== undefined && last.reason?.isDeepest !== true;) {
    // What is no error, or has no message, says less than what it caused.
    last = last.causes.find(
      ({ name, message, thrown }) => name !== MORE_CAUSES && thrown === undefined && message !== '',
    );
    if (last !== undefined) path.push(last);
  }
  return path;
}
