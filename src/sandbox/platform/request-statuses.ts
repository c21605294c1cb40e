import type { Clock } from '../../time/clock.js';
import { INTEGRATION_ID } from './alert-view.js';
import type { AlertChange, AlertResult } from '../register/sandbox-alert.js';

/** The number of stored requests; older statuses are not needed. */
const STATUSES_KEPT = 50_000;

/** The status of a write, in wire format (Opsgenie, Alert API, "Get Request Status"). */
interface RequestStatus {
  readonly success: boolean;
  readonly isSuccess: boolean;
  /** `Create`, `Close`, … */
  readonly action: string;
  readonly processedAt: Date;
  readonly integrationId: string;
  /** The result in words: `Created alert`, `There is no open alert with alias [x].`, … */
  readonly status: string;
  /** Empty if no alert was found. */
  readonly alertId: string;
  readonly alias: string;
}

interface AcceptedWrite {
  readonly requestId: string;
  readonly action: string;
  readonly carryOut: () => AlertResult;
}

/**
 * Processes accepted writes later, in order of arrival, like the platform: a 202 means queued. With a delay of 0, a write is processed
 * before its 202 is sent.
 */
export class RequestStatuses {
  readonly #clock: Clock;
  readonly #delay: number;
  readonly #statuses = new Map<string, RequestStatus>();
  readonly #waiting: AcceptedWrite[] = [];

  /** @param delay milliseconds between the answer to a write and its effect */
  constructor(clock: Clock, delay: number) {
    this.#clock = clock;
    this.#delay = delay;
  }

  accept(write: AcceptedWrite): void {
    this.#waiting.push(write);
    if (this.#delay === 0) this.#processNext();
    else this.#clock.after(this.#delay, () => this.#processNext());
  }

  /** The status of a request; `undefined` while it is queued, and for unknown ids. */
  get(requestId: string): RequestStatus | undefined {
    return this.#statuses.get(requestId);
  }

  /** Processes all queued writes immediately. */
  processAll(): void {
    while (this.#waiting.length > 0) this.#processNext();
  }

  #processNext(): void {
    const next = this.#waiting.shift();
    if (next === undefined) return;
    const { requestId, action, carryOut } = next;
    const result = carryOut();
    const success = 'change' in result;
    this.#statuses.set(requestId, {
      success,
      isSuccess: success,
      action,
      processedAt: new Date(this.#clock.wall()),
      integrationId: INTEGRATION_ID,
      status: 'change' in result ? STATUS_TEXTS[result.change] : result.refused,
      alertId: result.alert?.id ?? '',
      alias: result.alert?.alias ?? '',
    });
    const [oldest] = this.#statuses.keys();
    if (this.#statuses.size > STATUSES_KEPT && oldest !== undefined) this.#statuses.delete(oldest);
  }
}

/** A repeat has the same status text as a new alert, as on the platform. */
const STATUS_TEXTS: Readonly<Record<AlertChange, string>> = {
  opened: 'Created alert',
  deduplicated: 'Created alert',
  acknowledged: 'Acknowledged alert',
  unacknowledged: 'Unacknowledged alert',
  snoozed: 'Snoozed alert',
  noted: 'Added note',
  updated: 'Updated alert',
  closed: 'Closed alert',
  deleted: 'Deleted alert',
};
