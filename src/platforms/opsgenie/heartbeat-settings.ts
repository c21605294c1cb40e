import type { HttpRequest } from '../http/http-request.js';
import type { NextStep, SettingsProtocol } from '../http/heartbeat-settings.js';
import type { Attempt, EnsureResult, HeartbeatSettings } from '../platform.js';
import { describeSource, isFromPlatform } from './answer-source.js';
import { heartbeatsUrl, heartbeatUrl } from './endpoints.js';
import { answerText, parseAnswer, parseObject } from './platform-answer.js';
import { requestHeaders } from './request-headers.js';
import { isRecord } from '../../text/guarded-read.js';

/** The units of the platform, the largest first, in milliseconds. */
const UNITS = { days: 86_400_000, hours: 3_600_000, minutes: 60_000 } as const;
type Unit = keyof typeof UNITS;

/** The settings of heartbeats of Opsgenie (Opsgenie, "Heartbeat API"). They need a key that may change the configuration. */
export class OpsgenieHeartbeatSettings implements SettingsProtocol {
  readonly #baseUrl: string;
  readonly #apiKey: string;

  constructor({ baseUrl, apiKey }: { readonly baseUrl: string; readonly apiKey: string }) {
    this.#baseUrl = baseUrl;
    this.#apiKey = apiKey.trim();
  }

  read(name: string): HttpRequest {
    return this.#request('GET', heartbeatUrl(this.#baseUrl, name));
  }

  afterRead(settings: HeartbeatSettings, attempt: Attempt): NextStep {
    const { name, interval } = settings;
    const wanted = wireInterval(interval);
    if (attempt.kind === 'answered' && attempt.status === 404 && isFromPlatform(404, parseAnswer(attempt.body))) {
      const body = { name, description: 'Created by nestjs-opsgenie.', ...wanted, enabled: true };
      return { change: 'created', request: this.#request('POST', heartbeatsUrl(this.#baseUrl), body) };
    }
    const failure = failureOf(attempt);
    if (failure !== undefined) return { result: failure };
    const present = presentInterval(attempt);
    if (present === wanted.interval * UNITS[wanted.intervalUnit])
      return { result: { kind: 'ensured', change: 'none' } };
    return { change: 'adjusted', request: this.#request('PATCH', heartbeatUrl(this.#baseUrl, name), wanted) };
  }

  afterChange(change: 'created' | 'adjusted', attempt: Attempt): EnsureResult {
    return failureOf(attempt) ?? { kind: 'ensured', change };
  }

  #request(method: HttpRequest['method'], url: string, body?: object): HttpRequest {
    const headers = requestHeaders(this.#apiKey);
    return { method, url, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  }
}

/** The interval in the largest unit that it is a whole number of; rounded up to minutes, the smallest one. */
function wireInterval(milliseconds: number): { readonly interval: number; readonly intervalUnit: Unit } {
  const whole = Math.max(1, Math.ceil(milliseconds / UNITS.minutes)) * UNITS.minutes;
  const unit = (['days', 'hours'] as const).find((large) => whole % UNITS[large] === 0) ?? 'minutes';
  return { interval: whole / UNITS[unit], intervalUnit: unit };
}

/** Milliseconds; `undefined` if the answer does not say it. */
function presentInterval(attempt: Attempt): number | undefined {
  const data = attempt.kind === 'answered' ? parseObject(attempt.body)?.['data'] : undefined;
  if (!isRecord(data)) return undefined;
  const { interval, intervalUnit } = data;
  const unit = (Object.keys(UNITS) as Unit[]).find((known) => known === intervalUnit);
  return typeof interval === 'number' && unit !== undefined ? interval * UNITS[unit] : undefined;
}

function failureOf(attempt: Attempt): EnsureResult | undefined {
  if (attempt.kind === 'unreachable') return { kind: 'failed', reason: attempt.reason, mayRetry: true };
  const { status, body, headers } = attempt;
  if (status >= 200 && status < 300) return undefined;
  const answer = parseAnswer(body);
  const isVerdict = isFromPlatform(status, answer);
  const words = `${status} ${answerText(answer)}`.trim();
  const reason = isVerdict ? words : `${words} (${describeSource(status, headers, answer)})`;
  return { kind: 'failed', reason, mayRetry: !isVerdict || status === 408 || status === 429 || status >= 500 };
}
