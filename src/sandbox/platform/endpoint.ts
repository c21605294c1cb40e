import type { AlertRegister } from '../register/alert-register.js';
import type { Answer, FieldErrors } from '../http/answer.js';
import type { ReceivedRequest } from '../http/received-request.js';
import type { HeartbeatRegister } from '../register/heartbeat-register.js';
import type { RequestStatuses } from './request-statuses.js';
import type { AlertIdentifier, AlertResult } from '../register/sandbox-alert.js';

/** A ping of a heartbeat. */
export interface SandboxHeartbeat {
  readonly name: string;
  readonly at: Date;
}

/** The state that the endpoints read and change. */
export interface PlatformState {
  readonly register: AlertRegister;
  readonly statuses: RequestStatuses;
  readonly heartbeats: HeartbeatRegister;
  /** Called for every ping of a heartbeat. */
  readonly onPing: (heartbeat: SandboxHeartbeat) => void;
  /** Called with the result of every write. */
  readonly onResult: (result: AlertResult) => void;
}

/** One request to an endpoint. */
export interface Call {
  readonly request: ReceivedRequest;
  readonly requestId: string;
  /** The named parts of the path, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly state: PlatformState;
  /** The key's integration is disabled: writes are accepted, but fail later. */
  readonly integrationDisabled: boolean;
}

/** Handles the requests of one method and path. */
export type Endpoint = (call: Call) => Answer;

/** The alert identified by the path and `identifierType`, which is `id` by default. */
export function readIdentifier({ request, parameters }: Call): AlertIdentifier | { readonly errors: FieldErrors } {
  const { identifierType: type = 'id' } = request.query;
  if (type !== 'id' && type !== 'alias' && type !== 'tiny') {
    return { errors: { identifierType: 'should be one of [ id, alias, tiny ]' } };
  }
  return { type, value: parameters['identifier'] ?? '' };
}
