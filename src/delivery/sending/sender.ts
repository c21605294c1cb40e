import type { Clock } from '../../time/clock.js';
import { backoff } from './backoff.js';
import type { CircuitBreaker, PlatformTrouble } from './circuit-breaker.js';
import type { CircuitNotice } from './circuit-notice.js';
import { confirmRequest } from './confirmation.js';
import type { NextStep } from '../fate.js';
import { outgoingMessage } from '../queue/outgoing-message.js';
import type { Attempt, Objection, Platform, Verdict } from '../../platforms/platform.js';
import type { QueuedMessage } from '../queue/queued-message.js';

/** Dependencies of {@link Sender}. */
interface SenderParts {
  readonly platform: Platform;
  readonly circuit: CircuitBreaker;
  readonly clock: Clock;
  readonly random: () => number;
  readonly notice: CircuitNotice;
  /** Sanitises the platform's text: one line, without secrets and control characters. */
  readonly safe: (text: string) => string;
  /** Whether to confirm that accepted messages were processed. */
  readonly confirm: boolean;
  /** Called when the platform has accepted a message, before confirmation. */
  readonly accepted: (entry: QueuedMessage) => void;
  /** Called when the platform has recovered. */
  readonly recovered: () => void;
}

/** Makes one attempt at sending a message and decides the next step. */
export class Sender {
  readonly #parts: SenderParts;

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  /** Never rejects. */
  async send(entry: QueuedMessage): Promise<NextStep> {
    const attempt = await this.#attempt(entry);
    const verdict = this.#judge(attempt);
    const status = attempt.kind === 'answered' ? attempt.status : undefined;
    if (verdict.kind !== 'accepted') entry.lastFailure = { reason: verdict.reason, status };
    switch (verdict.kind) {
      case 'accepted':
        this.#platformIsWell();
        entry.taken = { status, requestId: verdict.requestId };
        this.#parts.accepted(entry);
        return this.#confirmed(entry, status, verdict.requestId);
      case 'unavailable':
        return this.#again(entry, { cause: 'outage', reason: verdict.reason, wait: verdict.wait });
      case 'rateLimited':
        return this.#again(entry, { cause: 'rateLimited', reason: verdict.reason, wait: verdict.wait });
      case 'keyRefused':
        return this.#again(entry, { cause: 'keyRefused', reason: verdict.reason }, verdict.advice);
      case 'invalid':
        this.#platformIsWell();
        return this.#shortened(entry, verdict) ? { kind: 'again', wait: 0 } : rejected(verdict.reason, status);
      case 'rejected':
        this.#platformIsWell();
        return rejected(verdict.reason, status);
    }
  }

  /** The only exit of the platform's text, sanitised: for the log, receipts, health and the shortened message. */
  #judge(attempt: Attempt): Verdict {
    const { clock, platform, safe } = this.#parts;
    const verdict = platform.judge(attempt, clock.wall());
    return verdict.kind === 'accepted' ? verdict : { ...verdict, reason: safe(verdict.reason) };
  }

  async #attempt(entry: QueuedMessage): Promise<Attempt> {
    const { platform } = this.#parts;
    try {
      return await platform.send(platform.fit(outgoingMessage(entry)));
    } catch {
      // A platform must not reject; if one does, the alert is retried like after any other failure.
      return { kind: 'unreachable', reason: 'an unexpected error in the delivery' };
    }
  }

  async #confirmed(entry: QueuedMessage, status: number | undefined, requestId: string | undefined): Promise<NextStep> {
    const { clock, confirm, platform, safe } = this.#parts;
    if (!confirm) return { kind: 'settle', fate: { kind: 'delivered', status, requestId } };
    const isAskable = requestId !== undefined && platform.calls.has('confirm');
    const outcome = !isAskable ? undefined : await confirmRequest(platform, clock, requestId, entry.message.type);
    if (outcome?.kind === 'failed') return rejected(safe(outcome.reason), status, requestId);
    const doubt =
      outcome?.kind === 'done' ? undefined : 'Accepted, but the platform did not confirm the outcome in time.';
    return { kind: 'settle', fate: { kind: 'delivered', status, requestId, doubt } };
  }

  /** Prepares the single retry of an invalid message, in shortened form. */
  #shortened(entry: QueuedMessage, objection: Objection): boolean {
    if (entry.shortened !== undefined) return false;
    entry.shortened = this.#parts.platform.shorten(entry.message, objection);
    return entry.shortened !== undefined;
  }

  #again(entry: QueuedMessage, trouble: PlatformTrouble, advice?: string): NextStep {
    const { circuit, clock, notice, random } = this.#parts;
    if (circuit.failed(trouble, clock.now())) notice.begin(trouble, advice);
    return { kind: 'again', wait: trouble.wait ?? backoff(entry.attempts, random) };
  }

  #platformIsWell(): void {
    const { circuit, notice, recovered } = this.#parts;
    if (!circuit.succeeded()) return;
    notice.end();
    recovered();
  }
}

function rejected(reason: string, status: number | undefined, requestId?: string): NextStep {
  return { kind: 'settle', fate: { kind: 'dropped', cause: 'rejected', reason, status, requestId } };
}
