import type { HeartbeatProtocol } from '../http/http-heartbeats.js';
import type { HttpRequest } from '../http/http-request.js';
import type { Attempt, PingResult } from '../platform.js';
import { judgeAttempt } from './attempt-verdict.js';
import { pingUrl } from './endpoints.js';
import { OpsgenieHeartbeatSettings } from './heartbeat-settings.js';
import { requestHeaders } from './request-headers.js';

/** Heartbeats of Opsgenie, which the key of the alerts may ping (Opsgenie, "Heartbeat API"). */
export class OpsgenieHeartbeats implements HeartbeatProtocol {
  readonly settings: OpsgenieHeartbeatSettings;
  readonly #baseUrl: string;
  readonly #apiKey: string;

  constructor({ baseUrl, apiKey }: { readonly baseUrl: string; readonly apiKey: string }) {
    this.settings = new OpsgenieHeartbeatSettings({ baseUrl, apiKey });
    this.#baseUrl = baseUrl;
    this.#apiKey = apiKey.trim();
  }

  ping(name: string): HttpRequest {
    return { method: 'POST', url: pingUrl(this.#baseUrl, name), headers: requestHeaders(this.#apiKey) };
  }

  pinged(attempt: Attempt, wall: number): PingResult {
    const verdict = judgeAttempt(attempt, wall);
    if (verdict.kind === 'accepted') return { kind: 'received' };
    const mayRetry = verdict.kind === 'unavailable' || verdict.kind === 'rateLimited';
    const reason = verdict.kind === 'keyRefused' ? `${verdict.reason}; ${verdict.advice}` : verdict.reason;
    return { kind: 'failed', reason, mayRetry };
  }
}
