import type { Proxy } from '../proxy/environment-proxy.js';

/** One request, for a worker thread that shares nothing with the waiting thread. */
export interface BlockingRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The proxy; `undefined` for a direct connection. */
  readonly proxy: Proxy | undefined;
  /** Headers for the proxy only. */
  readonly proxyHeaders: Readonly<Record<string, string>>;
  /** Addresses known without DNS. If there are any, no name server is asked. */
  readonly addresses: readonly string[];
  /** Names to resolve; the first answer counts. */
  readonly names: readonly string[];
}

/** Requests for the thread to send concurrently. */
export interface BlockingRequests {
  readonly requests: readonly BlockingRequest[];
  /** The total time, in milliseconds. */
  readonly timeout: number;
  /** 32-bit numbers: the count of completed requests, then the status of each, 0 for none. */
  readonly answers: SharedArrayBuffer;
}
