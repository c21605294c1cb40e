import type { IncomingMessage } from 'node:http';

/** The most causes that are examined: chains of causes may be cyclic or endless. */
const MOST_CAUSES = 20;

/** The codes of streams that fail because the response they write to was closed. */
const CLOSED_STREAM = new Set([
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_UNABLE_TO_PIPE',
  'ERR_STREAM_WRITE_AFTER_END',
  'ERR_HTTP2_INVALID_STREAM',
]);

/** The codes of cancelled work: of the platform, axios and undici. A timeout has other codes. */
const CANCELLED = new Set(['ABORT_ERR', 'ERR_CANCELED', 'UND_ERR_ABORTED']);

/**
 * Whether an error after a client left only says that it left: a stream to it was closed, or work for it was cancelled.
 *
 * A connection to another server may be reset at the same time, so a reset counts only if it is that of the request's own connection.
 */
export function isCausedByLeaving(error: unknown, request: IncomingMessage): boolean {
  try {
    let link = error;
    for (let depth = 0; depth < MOST_CAUSES && isObject(link); depth++) {
      if (isLeaving(link, request)) return true;
      link = Reflect.get(link, 'cause');
    }
  } catch {
    // An error that cannot even be read is not an ordinary error of a stream.
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
  // From `sendFile` and body parsers. HTTP clients use the same code for timeouts.
  return code === 'ECONNABORTED' && /^request aborted$/i.test(String(Reflect.get(error, 'message')));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
