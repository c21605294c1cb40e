import type { IncomingMessage } from 'node:http';

/** How many causes are looked at: chains of causes may be cyclic or endless. */
const MOST_CAUSES = 20;

/** What streams fail with when the response that they write to was closed under them. */
const CLOSED_STREAM = new Set([
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_UNABLE_TO_PIPE',
  'ERR_STREAM_WRITE_AFTER_END',
  'ERR_HTTP2_INVALID_STREAM',
]);

/** What work fails with that was cancelled: by the platform, axios, undici. A timeout has other names. */
const CANCELLED = new Set(['ABORT_ERR', 'ERR_CANCELED', 'UND_ERR_ABORTED']);

/**
 * Whether an error that came after a client left says no more than that it left: a stream to it was closed, or work for it was cancelled.
 *
 * A connection to somewhere else may be reset at the same time, so a reset counts as the leaving only if it is the request's own.
 */
export function isCausedByLeaving(error: unknown, request: IncomingMessage): boolean {
  try {
    let link = error;
    for (let depth = 0; depth < MOST_CAUSES && isObject(link); depth++) {
      if (isLeaving(link, request)) return true;
      link = Reflect.get(link, 'cause');
    }
  } catch {
    // What cannot even be looked at is no ordinary error of a stream.
  }
  return false;
}

function isLeaving(error: object, request: IncomingMessage): boolean {
  if (error === request.errored || error === request.socket.errored) return true;
  const code: unknown = Reflect.get(error, 'code');
  const name: unknown = Reflect.get(error, 'name');
  if (name === 'AbortError') return true;
  if (typeof code !== 'string') return false;
  if (CLOSED_STREAM.has(code) || CANCELLED.has(code)) return true;
  // Of `sendFile` and of parsers of bodies. HTTP clients use the same code for timeouts.
  return code === 'ECONNABORTED' && /^request aborted$/i.test(String(Reflect.get(error, 'message')));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
