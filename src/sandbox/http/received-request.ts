import type { IncomingHttpHeaders } from 'node:http';

/** A request as received. */
export interface ReceivedRequest {
  readonly method: string;
  /** As it was sent, without the query: percent-encoding and any path before `/v2` included. */
  readonly path: string;
  /** Decoded; the last value of each name. */
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. They include the API key. */
  readonly headers: Readonly<IncomingHttpHeaders>;
  /** The parsed JSON body; `undefined` if it was empty or invalid. */
  readonly body: unknown;
  /** The raw body, up to a million characters. */
  readonly text: string;
  /** When it had been received completely. */
  readonly at: Date;
  /** The status of the response; `undefined` until it is sent, which a fault may prevent. */
  readonly status: number | undefined;
}

/** A request before it is parsed. */
export interface RawRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<IncomingHttpHeaders>;
  readonly text: string;
}

/** The same request; its status is set when it is answered. */
export type OpenRequest = ReceivedRequest & { status: number | undefined };

/** Parses a request. An invalid path or body is not an error here: it is refused later and stays available for inspection. */
export function readRequest({ method, target, headers, text }: RawRequest, at: Date): OpenRequest {
  const [path = '', ...query] = target.split('?');
  return {
    method,
    path,
    query: Object.fromEntries(new URLSearchParams(query.join('?'))),
    headers,
    body: parseJson(text),
    text,
    at,
    status: undefined,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
