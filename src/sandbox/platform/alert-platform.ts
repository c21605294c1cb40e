import { randomUUID } from 'node:crypto';
import type { AlertPlatform as PlatformName } from '../../platforms/opsgenie/alert-platforms.js';
import type { Clock } from '../../time/clock.js';
import { AlertRegister } from '../register/alert-register.js';
import { HeartbeatRegister, type ExpectedHeartbeat } from '../register/heartbeat-register.js';
import { type Answer, complete, failure } from '../http/answer.js';
import { refuseKey } from './api-key.js';
import type { PlatformState, SandboxHeartbeat } from './endpoint.js';
import type { ReceivedRequest } from '../http/received-request.js';
import { RequestStatuses } from './request-statuses.js';
import { baseAdvice } from './base-path.js';
import { findRoute } from './routes.js';
import type { AlertChange, AlertResult, SandboxAlert } from '../register/sandbox-alert.js';

/** A day of pings every ten seconds. */
const PINGS_KEPT = 8_640;

/** What the sandbox calls the origin of alerts about heartbeats; what the platform calls it is not documented. */
const HEARTBEAT_SOURCE = 'heartbeat';

/** Says that the answer is one of a sandbox, and which platform it plays: `nestjs-opsgenie check` reads it. */
const SANDBOX_HEADER = 'X-Sandbox-Platform';

/** Options of {@link AlertPlatform}. */
interface PlatformSettings {
  readonly clock: Clock;
  /** Whose API it has. */
  readonly platform: PlatformName;
  /** The only accepted key; if unset, every well-formed key is accepted. */
  readonly apiKey: string | undefined;
  /** Milliseconds between the response to a write and its effect. */
  readonly processingDelay: number;
  /** Called for every change of an alert. */
  readonly onAlert: (alert: SandboxAlert, change: AlertChange) => void;
}

/** The platform without HTTP: handles requests and changes the alerts of one account. */
export class AlertPlatform {
  readonly #settings: PlatformSettings;
  readonly #pings: SandboxHeartbeat[] = [];
  readonly #state: PlatformState;

  constructor(settings: PlatformSettings) {
    this.#settings = settings;
    this.#state = {
      register: new AlertRegister(settings.clock),
      statuses: new RequestStatuses(settings.clock, settings.processingDelay),
      heartbeats: new HeartbeatRegister(settings.clock, (heartbeat) => this.#expired(heartbeat)),
      onPing: (ping) => {
        this.#pings.push(ping);
        if (this.#pings.length > PINGS_KEPT) this.#pings.shift();
        this.#state.heartbeats.ping(ping.name, ping.at);
      },
      onResult: (result) => {
        if ('change' in result) settings.onAlert(result.alert, result.change);
      },
    };
  }

  get alerts(): readonly SandboxAlert[] {
    return this.#state.register.alerts;
  }

  /** The received pings. */
  get pings(): readonly SandboxHeartbeat[] {
    return this.#pings;
  }

  /** The heartbeats that pings are expected for. */
  get heartbeats(): HeartbeatRegister {
    return this.#state.heartbeats;
  }

  /** Answers a request. @param integrationDisabled whether writes are accepted only to fail later */
  answer(request: ReceivedRequest, integrationDisabled = false): Answer {
    const { clock, apiKey, platform } = this.#settings;
    const start = clock.now();
    const requestId = randomUUID();
    const answer =
      refuseKey(request.headers.authorization, apiKey) ?? this.#route(request, requestId, integrationDisabled);
    const headers = { ...answer.headers, [SANDBOX_HEADER]: platform };
    return complete({ ...answer, headers }, requestId, Math.round(clock.now() - start) / 1_000, platform !== 'jsm');
  }

  /** Changes alerts past the API, as a person in the platform's own app does. */
  act(change: (register: AlertRegister) => AlertResult): AlertResult {
    const result = change(this.#state.register);
    this.#state.onResult(result);
    return result;
  }

  /** Processes all accepted writes immediately. */
  processAll(): void {
    this.#state.statuses.processAll();
  }

  #expired({ alertMessage, alertPriority, alertTags }: ExpectedHeartbeat): void {
    const { alert } = this.#state.register.create({
      message: alertMessage,
      priority: alertPriority,
      tags: alertTags,
      source: HEARTBEAT_SOURCE,
    });
    this.#settings.onAlert(alert, 'opened');
  }

  #route(request: ReceivedRequest, requestId: string, integrationDisabled: boolean): Answer {
    const route = findRoute(request.method, request.path, this.#settings.platform);
    if (typeof route === 'number') {
      const advice = route === 404 ? baseAdvice(request.path, this.#settings.platform) : undefined;
      const refusal = `The sandbox cannot ${request.method} ${request.path}`;
      return failure(route, advice === undefined ? refusal : `${refusal}: ${advice}`);
    }
    const { endpoint, parameters } = route;
    return refuseBody(request) ?? endpoint({ request, requestId, parameters, state: this.#state, integrationDisabled });
  }
}

function refuseBody({ method, headers, body, text }: ReceivedRequest): Answer | undefined {
  if (text === '' || method === 'GET' || method === 'DELETE') return undefined;
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) {
    return failure(415, 'The Content-Type of the body should be application/json');
  }
  return body === undefined ? failure(400, 'The body could not be parsed as JSON') : undefined;
}
