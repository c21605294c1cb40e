import type { ReceivedRequest } from '../http/received-request.js';

/** A request in the list of the page. */
export interface RequestRecord {
  /** Counts the requests since the start. */
  readonly number: number;
  readonly at: Date;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** `undefined` if it was left without an answer. */
  readonly status: number | undefined;
  /** Characters of the body. */
  readonly length: number;
}

/** As many as the page shows. */
const RECORDS_KEPT = 300;

/** The last requests of the platform's API. */
export class RequestRecords {
  readonly #requests = new Map<number, ReceivedRequest>();
  #count = 0;

  add(request: ReceivedRequest): RequestRecord {
    const number = ++this.#count;
    this.#requests.set(number, request);
    this.#requests.delete(number - RECORDS_KEPT);
    return recordOf(number, request);
  }

  /** The oldest first. */
  get all(): readonly RequestRecord[] {
    return [...this.#requests].map(([number, request]) => recordOf(number, request));
  }

  /** Headers and body of a request, without the key. */
  details(number: number): object | undefined {
    const request = this.#requests.get(number);
    if (request === undefined) return undefined;
    const { authorization, ...headers } = request.headers;
    const key = authorization === undefined ? {} : { authorization: authorization.replace(/\S+$/, '[api key]') };
    return { headers: { ...headers, ...key }, body: request.text };
  }

  clear(): void {
    this.#requests.clear();
  }
}

function recordOf(number: number, { at, method, path, query, status, text }: ReceivedRequest): RequestRecord {
  return { number, at, method, path, query, status, length: text.length };
}
