import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2Session, ServerHttp2Stream } from 'node:http2';
import { Socket } from 'node:net';

/** The parts of an HTTP/2 request that are needed after its end: a closed stream no longer has its session. */
export interface Http2Facts {
  readonly stream: ServerHttp2Stream;
  readonly session: Http2Session | undefined;
}

/** The HTTP/2 part of a request that came over HTTP/2. */
export function http2FactsOf(request: IncomingMessage): Http2Facts | undefined {
  return isHttp2(request) ? { stream: request.stream, session: request.stream.session } : undefined;
}

function isHttp2(request: IncomingMessage): request is IncomingMessage & { readonly stream: ServerHttp2Stream } {
  return request.httpVersionMajor === 2;
}

/** A server's connection. Node's own servers set `server` on each. */
interface ServerSocket extends Socket {
  readonly server?: { readonly listening?: boolean };
}

/** The codes of a broken connection. Such an error of the connection itself comes from the client's side. */
const BROKEN_CONNECTION = new Set([
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPROTO',
]);

/** The codes of a client that did not send all of its request in time, or sent something that is not HTTP or TLS. */
const BAD_CLIENT = /^(?:ERR_HTTP_REQUEST_TIMEOUT$|HPE_|ERR_SSL_)/;

/**
 * Whether the server cut off an unfinished response: by a timeout of its own, `response.destroy()`, `socket.destroy()` or a stream that
 * failed. Otherwise the client left, or the server is being stopped. Called only once the response is closed.
 *
 * Node destroys the connection in all of these cases; they differ in what the connection saw before. A client that leaves
 * ends its side (`readableEnded`) or resets the connection (an error of the connection that the response does not have).
 */
export function isCutOff(request: IncomingMessage, response: ServerResponse, http2?: Http2Facts): boolean {
  if (http2 !== undefined) return isStreamCutOff(http2);
  const socket: ServerSocket = request.socket;
  // WebSockets and other upgrades close at their normal end. Without a connection, only the error is known.
  if (request.headers.upgrade !== undefined) return false;
  if (!(socket instanceof Socket)) return isError(response.errored);
  if (socket.readableEnded || socket.server?.listening === false) return false;
  // The application passed it to `response.destroy()`, which passes it on to the connection.
  if (isError(response.errored)) return true;
  if (hasLeft(request)) return false;
  const code = codeOf(socket.errored);
  // Received data that was not read shows that the application was not waiting for the client.
  const isClientLate = !request.complete && request.readableLength === 0;
  if (BAD_CLIENT.test(code)) return code === 'ERR_HTTP_REQUEST_TIMEOUT' && !isClientLate;
  // The connection's own timeout, while the client still had to send the rest of its request.
  return !(isClientLate && socket.errored === null && (socket.timeout ?? 0) > 0);
}

/** Whether the client has ended its side of an HTTP/1 connection, or broken it. */
export function hasLeft({ socket }: IncomingMessage): boolean {
  return socket instanceof Socket && (socket.readableEnded || BROKEN_CONNECTION.has(codeOf(socket.errored)));
}

/** A client that cancels closes its stream with a code, or closes the whole session. */
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
