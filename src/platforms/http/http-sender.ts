import type { Readable } from 'node:stream';
import type { AxiosResponse } from 'axios';
import { firstValueFrom } from 'rxjs';
import type { Clock } from '../../time/clock.js';
import { formatDuration } from '../../time/duration.js';
import { Connections } from './network/connections.js';
import type { Attempt } from '../platform.js';
import type { HttpRequest } from './http-request.js';
import type { HttpRequests } from './isolated-http-service.js';
import { ProxyError } from './proxy/proxy-error.js';
import { routeTo } from './proxy/route.js';
import { responseText } from './response-text.js';

/** Dependencies of {@link HttpSender}. */
export interface HttpSenderParts {
  /** One of the module's own: the application's could add a base address, headers and interceptors. `ready` loads it. */
  readonly http: HttpRequests & { ready?(): Promise<void> };
  readonly clock: Clock;
  /** The key in the requests; removed from all response text. */
  readonly apiKey: string;
  /** How long one attempt may take, connecting included, in milliseconds. */
  readonly attemptTimeout: number;
}

/** Why an attempt was aborted. */
const BROKEN_OFF = 'aborted because the process had nothing left to do';

/** More than any header that is read needs, a `Location` included. */
const LONGEST_HEADER = 500;

/** Makes requests, one attempt each. Keeps the key private: no error, log or inspection shows it. */
export class HttpSender {
  readonly #http: HttpSenderParts['http'];
  readonly #clock: Clock;
  readonly #apiKey: string;
  readonly #attemptTimeout: number;
  readonly #attempts = new Set<AbortController>();
  readonly #connections = new Connections();

  constructor(parts: HttpSenderParts) {
    this.#http = parts.http;
    this.#clock = parts.clock;
    this.#apiKey = parts.apiKey.trim();
    this.#attemptTimeout = parts.attemptTimeout;
  }

  /** Ends all requests and anything that keeps the process alive. */
  close(): void {
    for (const attempt of this.#attempts) attempt.abort(BROKEN_OFF);
    this.#connections.end();
  }

  /** Makes one attempt. Never rejects. */
  async send({ method, url, headers, body }: HttpRequest): Promise<Attempt> {
    const deadline = new AbortController();
    this.#attempts.add(deadline);
    // Loading is not part of the attempt: it takes seconds on a busy machine, once.
    if (this.#http.ready !== undefined) await this.#http.ready();
    const timer = this.#clock.after(this.#attemptTimeout, () => deadline.abort());
    try {
      const { agents } = this.#connections;
      const response = await firstValueFrom(
        this.#http.request<Readable>({
          method,
          url,
          headers,
          data: body,
          ...agents,
          ...(await routeTo(url, agents, deadline.signal)),
          signal: deadline.signal,
          // As a stream, the status is known before the body, so an unreadable body cannot make an accepted alert look lost.
          responseType: 'stream',
          validateStatus: () => true,
          // A redirect would send the key to another host.
          maxRedirects: 0,
        }),
      );
      return {
        kind: 'answered',
        status: response.status,
        headers: this.#headers(response),
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

  #headers({ headers }: AxiosResponse): Readonly<Record<string, string>> {
    const texts = Object.entries(headers).filter((header): header is [string, string] => typeof header[1] === 'string');
    return Object.fromEntries(
      texts.map(([name, value]) => [name.toLowerCase(), this.#withoutKey(value).slice(0, LONGEST_HEADER)]),
    );
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
