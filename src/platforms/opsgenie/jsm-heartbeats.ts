import type { HeartbeatProtocol } from '../http/http-heartbeats.js';
import type { HttpRequest } from '../http/http-request.js';
import type { Attempt, PingResult } from '../platform.js';
import { jsmPingUrl } from './endpoints.js';
import { answerText, parseAnswer } from './platform-answer.js';

/** Access to the heartbeats of a team. */
interface TeamAccess {
  readonly cloudId: string;
  readonly teamId: string;
  readonly user: string;
  readonly token: string;
}

/** What stands in the requests instead of user and token. */
export function basicCredentials({ user, token }: Pick<TeamAccess, 'token' | 'user'>): string {
  return Buffer.from(`${user.trim()}:${token.trim()}`).toString('base64');
}

/** Heartbeats of a team of Jira Service Management. */
export class JsmHeartbeats implements HeartbeatProtocol {
  readonly #baseUrl: string;
  readonly #access: TeamAccess;
  /** Published descriptions of this call name either; the one that is refused by its method gives way to the other. */
  #method: 'GET' | 'POST' = 'GET';

  /** @param baseUrl - that of the alerts */
  constructor(baseUrl: string, access: TeamAccess) {
    this.#baseUrl = baseUrl;
    this.#access = access;
  }

  ping(name: string): HttpRequest {
    return {
      method: this.#method,
      url: jsmPingUrl(this.#baseUrl, this.#access, name),
      headers: {
        authorization: `Basic ${basicCredentials(this.#access)}`,
        accept: 'application/json',
        'user-agent': 'nestjs-opsgenie',
      },
    };
  }

  pinged(attempt: Attempt): PingResult {
    if (attempt.kind === 'unreachable') return { kind: 'failed', reason: attempt.reason, mayRetry: true };
    const { status, body } = attempt;
    if (status >= 200 && status < 300) return { kind: 'received' };
    if (status === 405) this.#method = this.#method === 'GET' ? 'POST' : 'GET';
    const reason = `${status} ${answerText(parseAnswer(body))}`.trim();
    return { kind: 'failed', reason, mayRetry: [405, 408, 425, 429].includes(status) || status >= 500 };
  }
}
