import type { IncomingHttpHeaders } from 'node:http';

/** A request as received. */
export interface ReceivedRequest {
  readonly method: string;
  /** As it was sent, without the query: percent-encoding and any path before `/v2` included. */
  readonly path: string;
  /** Decoded; of several values of one name the last. */
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. They include the API key. */
  readonly headers: Readonly<IncomingHttpHeaders>;
  /** The parsed JSON body; `undefined` if it was empty or invalid. */
  readonly body: unknown;
  /** The body as it was sent, up to a million characters. */
  readonly text: string;
  /** When it had arrived whole. */
  readonly at: Date;
  /** The status of the response; `undefined` until there is one, under a fault possibly forever. */
  readonly status: number | undefined;
}

/** What of a request is known before it is read. */
export interface RawRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<IncomingHttpHeaders>;
  readonly text: string;
}

/** The same request; its status is filled in when it is answered. */
export type OpenRequest = ReceivedRequest & { status: number | undefined };

/** Reads a request. Neither a path nor a body that makes no sense is an error here: it is refused later, and can be looked at. */
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
