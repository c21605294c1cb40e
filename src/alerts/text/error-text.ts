import { counted } from '../../text/count.js';
import { NON_ERROR } from '../../text/error-name.js';
import type { ErrorDescription } from './error-description.js';

const LONGEST_NAME = 500; // before the message in a stack
const LONGEST_BEGINNING = 200; // of a message
/** Code of packages, and of Node itself. */
const FRAMEWORK = /[\\/]node_modules[\\/]|\(?node:|<anonymous>/;
const MAXIMUM_FRAMES = 20; // of each error: a deep recursion must leave room for the causes

/** Formats an error on one line: `PaymentProviderDown: connect ECONNREFUSED`. */
export function errorHeadline(error: ErrorDescription): string {
  // The message names the type: `42 (a number was thrown)`.
  if (error.thrown !== undefined && error.name !== NON_ERROR) return error.message;
  const status = error.status === undefined ? '' : ` (${error.status})`;
  return error.message === '' ? `${error.name}${status}` : `${error.name}${status}: ${error.message}`;
}

/** Formats an error with its causes and, if requested, its stack frames. A message that the stack repeats appears once. */
export function errorText(error: ErrorDescription, includeStack: boolean): string {
  const own = [errorHeadline(error), ...(includeStack ? stackFrames(error) : [])];
  return [...own, ...error.causes.map((cause) => `Caused by: ${errorText(cause, includeStack)}`)].join('\n');
}

function stackFrames({ stack, message }: ErrorDescription): readonly string[] {
  if (stack === undefined) return [];
  // V8 puts name and message before the frames, and the message may have many lines.
  // Only the beginnings are compared: searching one long text in another can take the product of their lengths.
  const beginning = stack.slice(0, LONGEST_NAME + LONGEST_BEGINNING);
  const afterMessage = message === '' ? 0 : Math.max(0, beginning.indexOf(message.slice(0, LONGEST_BEGINNING)));
  const lines = stack.slice(afterMessage === 0 ? 0 : afterMessage + message.length).split('\n');
  const frames = lines.filter((line) => /^\s{0,20}at /.test(line));
  // A place outside of packages and of Node is what a reader can change.
  const own = frames.filter((frame) => !FRAMEWORK.test(frame));
  const others = frames.length - own.length;
  if (own.length === 0) return shortened(frames);
  return [...shortened(own), ...(others > 0 ? [`    (${counted(others, 'framework frame')})`] : [])];
}

function shortened(frames: readonly string[]): readonly string[] {
  if (frames.length <= MAXIMUM_FRAMES) return frames;
  return [...frames.slice(0, MAXIMUM_FRAMES), `    … ${counted(frames.length - MAXIMUM_FRAMES, 'more frame')}`];
}
