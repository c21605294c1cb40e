import type { Readable } from 'node:stream';
import type { AxiosResponse } from 'axios';
import { firstValueFrom } from 'rxjs';
import type { Message } from '../../alerts/message.js';
import type { Clock } from '../../time/clock.js';
import { formatDuration } from '../../time/duration.js';
import { Connections } from './network/connections.js';
import type { Attempt, PlatformClient } from '../platform-client.js';
import { messageUrl, requestStatusUrl } from '../opsgenie/endpoints.js';
import type { HttpRequests } from './isolated-http-service.js';
import { ProxyError } from './proxy/proxy-error.js';
import { routeTo } from './proxy/route.js';
import { requestHeaders } from '../opsgenie/request-headers.js';
import { responseText } from './response-text.js';

/** What an {@link HttpPlatformClient} needs. */
export interface HttpPlatformClientParts {
  /** One of the module's own: the application's could add a base address, headers and interceptors. `ready` loads it. */
  readonly http: HttpRequests & { ready?(): Promise<void> };
  readonly clock: Clock;
  readonly baseUrl: string;
  readonly apiKey: string;
  /** How long one attempt may take, connecting included, in milliseconds. */
  readonly attemptTimeout: number;
}

type HttpRequest =
  | { readonly method: 'GET'; readonly url: string }
  | { readonly method: 'POST'; readonly url: string; readonly data: string };

/** Why an attempt ended before its time. */
const BROKEN_OFF = 'broken off, because the process had nothing else to do';

/** More than any header that is read here needs, a `Location` included. */
const LONGEST_HEADER = 500;

/** Speaks the alert API over HTTP. The key is private to it: no error, log or inspection shows it. */
export class HttpPlatformClient implements PlatformClient {
  readonly #http: HttpPlatformClientParts['http'];
  readonly #clock: Clock;
  readonly #baseUrl: string;
  readonly #apiKey: string;
  readonly #attemptTimeout: number;
  readonly #attempts = new Set<AbortController>();
  readonly #connections = new Connections();

  constructor(parts: HttpPlatformClientParts) {
    this.#http = parts.http;
    this.#clock = parts.clock;
    this.#baseUrl = parts.baseUrl;
    // A key from a mounted file often ends in a newline, which no header may hold.
    this.#apiKey = parts.apiKey.trim();
    this.#attemptTimeout = parts.attemptTimeout;
  }

  send(message: Message): Promise<Attempt> {
    return this.#request(() => ({
      method: 'POST',
      url: messageUrl(this.#baseUrl, message),
      data: JSON.stringify(message.payload),
    }));
  }

  requestStatus(requestId: string): Promise<Attempt> {
    return this.#request(() => ({ method: 'GET', url: requestStatusUrl(this.#baseUrl, requestId) }));
  }

  close(): void {
    for (const attempt of this.#attempts) attempt.abort(BROKEN_OFF);
    this.#connections.end();
  }

  async #request(build: () => HttpRequest): Promise<Attempt> {
    const deadline = new AbortController();
    this.#attempts.add(deadline);
    // To load it is no part of the attempt: on a busy machine it takes seconds, once.
    if (this.#http.ready !== undefined) await this.#http.ready();
    const timer = this.#clock.after(this.#attemptTimeout, () => deadline.abort());
    try {
      const request = build();
      const { agents } = this.#connections;
      const response = await firstValueFrom(
        this.#http.request<Readable>({
          ...request,
          ...agents,
          ...(await routeTo(request.url, agents, deadline.signal)),
          headers: requestHeaders(this.#apiKey),
          signal: deadline.signal,
          // As a stream the status is known before the body, so an unreadable body cannot make an accepted alert look lost.
          responseType: 'stream',
          validateStatus: () => true,
          // A redirect would carry the key to another host.
          maxRedirects: 0,
        }),
      );
      return {
        kind: 'answered',
        status: response.status,
        headers: {
          retryAfter: this.#header(response, 'retry-after'),
          rateLimitPeriod: this.#header(response, 'x-ratelimit-period-in-sec'),
          requestId: this.#header(response, 'x-request-id'),
          location: this.#header(response, 'location'),
          server: this.#header(response, 'server') ?? this.#header(response, 'via'),
        },
        body: this.#withoutKey(await responseText(response.data, deadline.signal)),
      };
    } catch (error) {
      const reason = deadline.signal.aborted ? this.#brokenOff(deadline.signal, error) : describe(error);
      return { kind: 'unreachable', reason: this.#withoutKey(reason) };
    } finally {
      timer.cancel();
      this.#attempts.delete(deadline);
    }
  }

  #brokenOff({ reason }: AbortSignal, error: unknown): string {
    if (reason === BROKEN_OFF) return BROKEN_OFF;
    const place = error instanceof ProxyError ? `${error.message}; ` : '';
    return `${place}no answer within ${formatDuration(this.#attemptTimeout)}`;
  }

  #header(response: AxiosResponse, name: string): string | undefined {
    const value: unknown = response.headers[name];
    return typeof value === 'string' ? this.#withoutKey(value).slice(0, LONGEST_HEADER) : undefined;
  }

  /** Some proxies show the request's headers in their error page. */
  #withoutKey(text: string): string {
    return this.#apiKey === '' ? text : text.replaceAll(this.#apiKey, '[api key]');
  }
}

/** Only code and message: the error itself holds the request, and with it the key. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'the request failed';
  if (error instanceof ProxyError) return error.message;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  // Node joins the errors of several addresses into one without a message.
  if (error.message === '') return code ?? 'the request failed';
  return code === undefined || error.message.includes(code) ? error.message : `${code}: ${error.message}`;
}
