import { validateHeaderName, validateHeaderValue } from 'node:http';

import type { Clock } from '../../time/clock.js';
import { parseDuration } from '../../time/duration.js';
import type { ReceivedRequest } from '../http/received-request.js';
import type { SandboxFault, StatusFault } from './sandbox-fault.js';

const KINDS = ['status', 'rateLimited', 'drop', 'silent', 'integrationDisabled'] as const;
/** Those below are not final: the client would wait for another one. */
const LOWEST_STATUS = 200;
const HIGHEST_STATUS = 599;

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
      throw invalid(name, fault[name], "Use milliseconds or a string such as '2s'");
    }
  }
  if (fault.times !== undefined && !(fault.times >= 0)) throw invalid('times', fault.times, 'Use a number of requests');
  if ('status' in fault) checkAnswer(fault);
}

/** What Node could not send would break off the connection instead. */
function checkAnswer({ status, headers = {} }: StatusFault): void {
  if (!Number.isInteger(status) || status < LOWEST_STATUS || status > HIGHEST_STATUS)
    throw invalid('status', status, `Use a whole number from ${LOWEST_STATUS} to ${HIGHEST_STATUS}`);
  for (const [name, value] of Object.entries(headers)) {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch (error) {
      throw invalid('headers', name, error instanceof Error ? error.message : 'They cannot be sent');
    }
  }
}

function invalid(field: string, value: unknown, advice: string): TypeError {
  return new TypeError(`Invalid "${field}" in the fault: ${String(value)}. ${advice}.`);
}
