import { behind, reasonParts, type Headline, type HeadlinePart } from '../text/headline.js';
import { readProperty } from '../text/guarded-read.js';
import { describeError } from './text/error-description.js';
import { failureReason } from './text/failure-reason.js';

const CRASHED = 'CRASHED';
const DID_NOT_START = 'DID NOT START';

/** The process ends by an error: `orders-api CRASHED: order is undefined (TypeError)`. */
export function crashHeadline(error: unknown, origin: NodeJS.UncaughtExceptionOrigin): Headline {
  const isRejection = origin === 'unhandledRejection';
  const rejected = isRejection ? rejectedWith(error) : undefined;
  if (rejected !== undefined) {
    return { state: CRASHED, parts: ['rejected with ', { text: rejected }, ' (unhandled)'] };
  }
  const reason = failureReason(describeError(error));
  if (reason.thrown !== undefined) return { state: CRASHED, parts: ['threw ', { text: reason.thrown }] };
  const unhandled = isRejection ? [', unhandled rejection'] : [];
  return { state: CRASHED, parts: [...plain(reasonParts(reason)), ...behind(reason), ...unhandled] };
}

/** The application never was up: `orders-api DID NOT START: port 3000 is taken (EADDRINUSE)`. */
export function failedStartHeadline(error: unknown): Headline {
  const reason = failureReason(describeError(error));
  if (reason.thrown !== undefined) return { state: DID_NOT_START, parts: ['threw ', { text: reason.thrown }] };
  const port = takenPort(error);
  if (port !== undefined) return { state: DID_NOT_START, parts: [`port ${port} is taken (EADDRINUSE)`] };
  const provider = /^Nest (?:can't|cannot) resolve dependencies of the (\S{1,100})/.exec(reason.text)?.[1];
  if (provider !== undefined) return { state: DID_NOT_START, parts: ['cannot resolve ', { text: provider }] };
  return { state: DID_NOT_START, parts: [...plain(reasonParts(reason)), ...behind(reason)] };
}

/** The process ended before the application was up, and no error was seen. */
export function unexplainedStartHeadline(exitCode: number): Headline {
  return { state: DID_NOT_START, parts: [`exit code ${exitCode}, its log says why`] };
}

/** Node wraps what is no error in one of its own, whose message says little else. */
function rejectedWith(error: unknown): string | undefined {
  if (readProperty(error, 'code') !== 'ERR_UNHANDLED_REJECTION') return undefined;
  const message = readProperty(error, 'message');
  if (typeof message !== 'string') return undefined;
  const begin = message.indexOf(REASON);
  return begin === -1 ? undefined : message.slice(begin + REASON.length).replace(/\.$/, '');
}

const REASON = 'The promise rejected with the reason ';

function takenPort(error: unknown): number | undefined {
  if (readProperty(error, 'code') !== 'EADDRINUSE') return undefined;
  const port = readProperty(error, 'port');
  return typeof port === 'number' ? port : undefined;
}

/** After a word in capitals, a message needs no quotes. */
function plain(parts: readonly HeadlinePart[]): readonly HeadlinePart[] {
  return parts.map((part) => (typeof part === 'object' && 'text' in part ? { text: part.text } : part));
}
