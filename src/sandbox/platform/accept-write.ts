import type { AlertRegister } from '../register/alert-register.js';
import { type Answer, accepted, unprocessable } from '../http/answer.js';
import { type Call, type Endpoint, readIdentifier } from './endpoint.js';
import type { Reading } from './payload-reader.js';
import type { ReceivedRequest } from '../http/received-request.js';
import type { AlertIdentifier, AlertResult } from '../register/sandbox-alert.js';

/**
 * Accepts a write: a 202 now, the effect later.
 *
 * @param action the name in the request status
 * @param carryOut processes it later
 */
export function acceptWrite(call: Call, action: string, carryOut: (register: AlertRegister) => AlertResult): Answer {
  const { requestId, state, integrationDisabled } = call;
  state.statuses.accept({
    requestId,
    action,
    carryOut: () => {
      if (integrationDisabled) return { refused: 'Integration is disabled.' };
      const result = carryOut(state.register);
      state.onResult(result);
      return result;
    },
  });
  return accepted();
}

/** An endpoint that changes the alert in its path. @param read reads the payload of the request */
export function changeAlert<Payload>(
  action: string,
  read: (request: ReceivedRequest) => Reading<Payload>,
  carryOut: (register: AlertRegister, identifier: AlertIdentifier, payload: Payload) => AlertResult,
): Endpoint {
  return (call) => {
    const identifier = readIdentifier(call);
    if ('errors' in identifier) return unprocessable(identifier.errors);
    const reading = read(call.request);
    if ('errors' in reading) return unprocessable(reading.errors);
    return acceptWrite(call, action, (register) => carryOut(register, identifier, reading.payload));
  };
}
