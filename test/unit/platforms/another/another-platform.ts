import type { Message } from '../../../../src/alerts/message.js';
import { BlockingSender } from '../../../../src/platforms/http/blocking/blocking-sender.js';
import type { HttpRequest } from '../../../../src/platforms/http/http-request.js';
import { HttpSender } from '../../../../src/platforms/http/http-sender.js';
import { IsolatedHttpService } from '../../../../src/platforms/http/isolated-http-service.js';
import {
  requireCall,
  type Attempt,
  type Confirmation,
  type LastMoment,
  type Platform,
  type PlatformCall,
  type Verdict,
} from '../../../../src/platforms/platform.js';
import { shortAlias } from '../../../../src/text/alias.js';
import { truncate } from '../../../../src/text/text-cut.js';
import type { Clock } from '../../../../src/time/clock.js';
import { LONGEST_KEY, LONGEST_TITLE } from './another-server.js';

const API_KEY = 'secret-token';

/** A platform very different from Opsgenie; see `AnotherServer`. */
export class AnotherPlatform implements Platform {
  readonly title = 'Another';
  readonly address = 'another.example';
  readonly calls: ReadonlySet<PlatformCall> = new Set(['create', 'close', 'confirm']);
  readonly lastMoment: LastMoment;
  readonly #url: string;
  readonly #sender: HttpSender;

  constructor(url: string, clock: Clock) {
    this.#url = url;
    this.#sender = new HttpSender({ http: new IsolatedHttpService(), clock, apiKey: API_KEY, attemptTimeout: 5_000 });
    const blocking = new BlockingSender();
    this.lastMoment = {
      start: () => blocking.start(),
      send: (messages, timeout) =>
        blocking.send(
          messages.map((message) => this.#request(message)),
          timeout,
        ),
      stop: () => blocking.stop(),
    };
  }

  fitAlias(alias: string): string {
    return shortAlias(alias, LONGEST_KEY);
  }

  /** Keeps a title and a context of three facts, nothing else. */
  fit(message: Message): Message {
    const alias = this.fitAlias(message.alias);
    if (message.type !== 'create') return { ...message, alias };
    const details = Object.entries(message.payload.details ?? {}).slice(-3);
    const payload = {
      message: truncate(message.payload.message, LONGEST_TITLE),
      alias,
      priority: message.priority,
      details: Object.fromEntries(details.map(([key, value]) => [truncate(key, 20), truncate(value, 30)])),
    };
    return { ...message, alias, payload };
  }

  shorten(message: Message): Message | undefined {
    if (message.type !== 'create') return undefined;
    const { alias, priority } = message;
    return { ...message, payload: { message: 'Shortened', alias, priority } };
  }

  /** Opens an incident, or updates the open one within the same attempt. */
  async send(message: Message): Promise<Attempt> {
    const attempt = await this.#sender.send(this.#request(message));
    if (attempt.kind !== 'answered' || attempt.status !== 409) return attempt;
    const { body } = this.#request(message);
    return this.#sender.send({ ...this.#to('PATCH', `incidents/${encodeURIComponent(message.alias)}`), body });
  }

  judge(attempt: Attempt): Verdict {
    if (attempt.kind === 'unreachable') return { kind: 'unavailable', reason: attempt.reason, wait: undefined };
    const { status, headers, body } = attempt;
    const reason = `${status} ${body}`;
    if (status === 200 || status === 201) return { kind: 'accepted', requestId: /job-\d+/.exec(body)?.[0] };
    if (status === 418) return { kind: 'keyRefused', reason, advice: 'Ask for another token.' };
    if (status === 413) return { kind: 'invalid', reason, fields: [] };
    if (status === 420) return { kind: 'rateLimited', reason, wait: Number(headers['pause-ms']) };
    // The incident is already open, and the process ends: nothing more can be done.
    if (status === 409) return { kind: 'accepted', requestId: undefined };
    return status === 410 || status === 405
      ? { kind: 'rejected', reason }
      : { kind: 'unavailable', reason, wait: undefined };
  }

  async confirm(requestId: string): Promise<Confirmation> {
    const attempt = await this.#sender.send(this.#to('GET', `jobs/${requestId}`));
    if (attempt.kind !== 'answered' || attempt.status !== 200) return { kind: 'unknown' };
    if (attempt.body.includes('failed')) return { kind: 'failed', reason: 'The job failed.' };
    return attempt.body.includes('done') ? { kind: 'done' } : { kind: 'unknown' };
  }

  close(): void {
    this.#sender.close();
  }

  #request(message: Message): HttpRequest {
    requireCall(this, message.type);
    if (message.type !== 'create') return this.#to('PUT', `incidents/${encodeURIComponent(message.alias)}/resolution`);
    const { message: title, details = {} } = message.payload;
    const severity = Number(message.priority.slice(1));
    const body = JSON.stringify({ key: message.alias, title, severity, context: details });
    return { ...this.#to('POST', 'incidents'), body };
  }

  #to(method: HttpRequest['method'], path: string): HttpRequest {
    return { method, url: `${this.#url}/${path}`, headers: { 'x-token': API_KEY, accept: 'application/json' } };
  }
}
