import type { Message } from '../../alerts/message.js';
import type { HttpProtocol } from '../http/http-platform.js';
import type { HttpRequest } from '../http/http-request.js';
import type { Attempt, Confirmation, Objection, Verdict } from '../platform.js';
import type { PlatformFacts } from './alert-platforms.js';
import { judgeAttempt } from './attempt-verdict.js';
import { alertUrl, messageUrl, requestStatusUrl } from './endpoints.js';
import { fitAlias, fitMessage } from './fit-message.js';
import { readRaisedAt } from './raised-at.js';
import { requestBody } from './request-body.js';
import { requestHeaders } from './request-headers.js';
import { readRequestOutcome } from './request-outcome.js';
import { shortenMessage } from './shorten-message.js';

/** The platform and how to reach it. */
interface OpsgenieTarget extends Pick<PlatformFacts, 'calls' | 'hidesAlerts' | 'title'> {
  /** The URL before `/v2/alerts`. */
  readonly baseUrl: string;
  readonly apiKey: string;
}

/** The alert API shared by Opsgenie and Jira Service Management. */
export class OpsgenieProtocol implements HttpProtocol {
  readonly title: string;
  readonly address: string;
  readonly calls: HttpProtocol['calls'];
  readonly #baseUrl: string;
  readonly #apiKey: string;
  readonly #hidesAlerts: boolean;

  constructor({ title, calls, hidesAlerts = false, baseUrl, apiKey }: OpsgenieTarget) {
    this.title = title;
    this.address = URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl;
    this.calls = calls;
    this.#hidesAlerts = hidesAlerts;
    this.#baseUrl = baseUrl;
    // A key from a mounted file often ends in a newline, which is not allowed in a header.
    this.#apiKey = apiKey.trim();
  }

  fitAlias(alias: string): string {
    return fitAlias(alias);
  }

  fit(message: Message): Message {
    return fitMessage(message);
  }

  shorten(message: Message, { reason, fields }: Objection): Message | undefined {
    return shortenMessage(message, reason, fields);
  }

  request(message: Message): HttpRequest {
    return {
      method: 'POST',
      url: messageUrl(this.#baseUrl, message),
      headers: requestHeaders(this.#apiKey),
      body: JSON.stringify(requestBody(message)),
    };
  }

  judge(attempt: Attempt, wall: number): Verdict {
    return judgeAttempt(attempt, wall);
  }

  confirmation(requestId: string): HttpRequest {
    return {
      method: 'GET',
      url: requestStatusUrl(this.#baseUrl, requestId),
      headers: requestHeaders(this.#apiKey),
    };
  }

  lookUp(alias: string): HttpRequest | undefined {
    if (this.#hidesAlerts) return undefined;
    return { method: 'GET', url: alertUrl(this.#baseUrl, alias), headers: requestHeaders(this.#apiKey) };
  }

  raisedAt(attempt: Attempt): number | undefined {
    return readRaisedAt(attempt);
  }

  confirmed(attempt: Attempt, type: Message['type']): Confirmation {
    return readRequestOutcome(attempt, type);
  }
}
