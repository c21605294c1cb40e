import type { Clock } from '../../time/clock.js';
import { parseDuration } from '../../time/duration.js';
import type { ReceivedRequest } from '../http/received-request.js';
import type { SandboxFault } from './sandbox-fault.js';

const KINDS = ['status', 'rateLimited', 'drop', 'silent', 'integrationDisabled'] as const;

/** Stores the active fault and clears it after its duration or number of requests. */
export class FaultSwitch {
  readonly #clock: Clock;
  #fault: SandboxFault | undefined;
  #end = Number.POSITIVE_INFINITY;
  #left = Number.POSITIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @throws TypeError if the fault is invalid, so that a test does not run without the expected fault */
  set(fault: SandboxFault | undefined): void {
    if (fault !== undefined) check(fault);
    this.#fault = fault;
    this.#end = this.#clock.now() + (parseDuration(fault?.for) ?? Number.POSITIVE_INFINITY);
    this.#left = fault?.times ?? Number.POSITIVE_INFINITY;
  }

  /** The fault that applies now. */
  get active(): SandboxFault | undefined {
    return this.#left > 0 && this.#clock.now() < this.#end ? this.#fault : undefined;
  }

  /** The fault for this request, which counts towards its `times`. */
  strike(request: ReceivedRequest): SandboxFault | undefined {
    const fault = this.active;
    if (fault === undefined) return undefined;
    if (fault.match !== undefined && !fault.match(request)) return undefined;
    this.#left -= 1;
    return fault;
  }
}

function check(fault: SandboxFault): void {
  const kinds = KINDS.filter((kind) => kind in fault);
  if (kinds.length > 1) throw new TypeError(`A fault can be only one of these: ${kinds.join(', ')}.`);
  if (kinds.length === 0 && !('delay' in fault)) {
    throw new TypeError(`A fault needs one of these: ${KINDS.join(', ')}, delay.`);
  }
  for (const name of ['delay', 'for'] as const) {
    if (fault[name] !== undefined && parseDuration(fault[name]) === undefined) {
      throw new TypeError(
        `Invalid "${name}" in the fault: ${String(fault[name])}. Use milliseconds or a string such as '2s'.`,
      );
    }
  }
}
