import type { Proxy } from '../proxy/environment-proxy.js';

/** One request, for a thread that shares nothing with the one that waits for it. */
export interface BlockingRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What the request goes through; `undefined`: it goes straight to the platform. */
  readonly proxy: Proxy | undefined;
  /** For the proxy alone. */
  readonly proxyHeaders: Readonly<Record<string, string>>;
  /** Addresses that need no name server. Where there are some, no name server is asked. */
  readonly addresses: readonly string[];
  /** What to ask name servers for, the first answer counts. */
  readonly names: readonly string[];
}

/** What the thread is to send, all at once. */
export interface BlockingRequests {
  readonly requests: readonly BlockingRequest[];
  /** Milliseconds, for all of them together. */
  readonly timeout: number;
  /** Numbers of 32 bits: how many requests have ended, and then the status of each, 0 where there is none. */
  readonly answers: SharedArrayBuffer;
}
