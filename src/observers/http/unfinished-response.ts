import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2Session, ServerHttp2Stream } from 'node:http2';
import { Socket } from 'node:net';

/** What of an HTTP/2 request outlives its response: a closed stream no longer gives its session. */
export interface Http2Facts {
  readonly stream: ServerHttp2Stream;
  readonly session: Http2Session | undefined;
}

/** A server's connection. Node's own servers note themselves on each. */
interface ServerSocket extends Socket {
  readonly server?: { readonly listening?: boolean };
}

/** What a broken connection fails with. Such an error of the connection itself comes from the client's side. */
const BROKEN_CONNECTION = new Set([
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPROTO',
]);

/** A client that has not sent all of its request in time, or sent what is no HTTP or TLS. */
const BAD_CLIENT = /^(?:ERR_HTTP_REQUEST_TIMEOUT$|HPE_|ERR_SSL_)/;

/**
 * Whether the server cut a response off that was never finished: by a timeout of its own, `response.destroy()`, `socket.destroy()` or
 * a stream that failed. Else the client left, or the server is being stopped. Asked only once the response is closed.
 *
 * Node destroys the connection in all of these cases; what tells them apart is what the connection saw before. A client that leaves
 * ends its side (`readableEnded`) or resets the connection (an error of the connection that the response does not have).
 */
export function isCutOff(request: IncomingMessage, response: ServerResponse, http2?: Http2Facts): boolean {
  if (http2 !== undefined) return isStreamCutOff(http2);
  const socket: ServerSocket = request.socket;
  // WebSockets and other upgrades are closed when they are through. Where there is no connection, the error is all there is to know.
  if (request.headers.upgrade !== undefined) return false;
  if (!(socket instanceof Socket)) return isError(response.errored);
  if (socket.readableEnded || socket.server?.listening === false) return false;
  // The application gave it to `response.destroy()`, which hands it on to the connection.
  if (isError(response.errored)) return true;
  if (hasLeft(request)) return false;
  const code = codeOf(socket.errored);
  // What arrived and was not read shows that the application was not waiting for the client.
  const isClientLate = !request.complete && request.readableLength === 0;
  if (BAD_CLIENT.test(code)) return code === 'ERR_HTTP_REQUEST_TIMEOUT' && !isClientLate;
  // The connection's own timeout, while the client was to send the rest of its request.
  return !(isClientLate && socket.errored === null && (socket.timeout ?? 0) > 0);
}

/** Whether the client has ended its side of an HTTP/1 connection, or broken it. */
export function hasLeft({ socket }: IncomingMessage): boolean {
  return socket instanceof Socket && (socket.readableEnded || BROKEN_CONNECTION.has(codeOf(socket.errored)));
}

/** A client that cancels closes its stream with a code, or takes the whole session along. */
function isStreamCutOff({ stream, session }: Http2Facts): boolean {
  const { errored } = stream;
  if (!isError(errored)) return stream.rstCode === 0 && !stream.writableFinished;
  const code = codeOf(errored);
  return code !== 'ERR_HTTP2_STREAM_ERROR' && !(BROKEN_CONNECTION.has(code) && session?.destroyed === true);
}

/** The error that the server cut a response off with, if it had one. */
export function errorOfCutOff(request: IncomingMessage, response: ServerResponse, http2?: Http2Facts): unknown {
  return http2 === undefined ? (response.errored ?? request.socket.errored) : http2.stream.errored;
}

function isError(error: unknown): boolean {
  return error !== undefined && error !== null;
}

function codeOf(error: Error | null | undefined): string {
  const code: unknown = isError(error) && error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : '';
}
