import type { Platform } from '../platforms/platform.js';
import type { Clock } from '../time/clock.js';
import type { Journal } from '../journal/journal.js';
import type { Settlement } from './settlement.js';
import type { MessageQueue } from './queue/message-queue.js';
import { outgoingMessage } from './queue/outgoing-message.js';
import type { CircuitBreaker } from './sending/circuit-breaker.js';
import type { Tally } from './tally.js';

/** Dependencies of {@link sendInLastMoment}. */
interface LastMomentParts {
  readonly platform: Platform;
  readonly clock: Clock;
  readonly tally: Tally;
  readonly queue: MessageQueue;
  readonly circuit: CircuitBreaker;
  readonly journal: Journal;
  readonly settlement: Settlement;
}

/**
 * Sends the newest message of each alias and blocks until the platform has answered, because the process ends now.
 *
 * @param timeout - milliseconds
 */
export function sendInLastMoment(
  { platform, clock, tally, queue, circuit, journal, settlement }: LastMomentParts,
  aliases: Iterable<string>,
  timeout: number,
): void {
  const { lastMoment } = platform;
  if (lastMoment === undefined) return;
  journal.look();
  if (circuit.state.state !== 'closed') return;
  const entries = [...aliases].map((alias) => queue.newest(alias)).filter((entry) => entry !== undefined);
  if (entries.length === 0) return;
  tally.attempts += entries.length;
  const messages = entries.map((entry) => platform.fit(outgoingMessage(entry)));
  const attempts = lastMoment.send(messages, timeout);
  for (const [index, entry] of entries.entries()) {
    entry.attempts += 1;
    const attempt = attempts[index];
    if (attempt?.kind !== 'answered') continue;
    const verdict = platform.judge(attempt, clock.wall());
    if (verdict.kind !== 'accepted') continue;
    settlement.settle(entry, { kind: 'delivered', status: attempt.status, requestId: verdict.requestId });
  }
}
