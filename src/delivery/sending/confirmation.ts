import type { Message } from '../../alerts/message.js';
import type { Clock } from '../../time/clock.js';
import type { Confirmation, Platform } from '../../platforms/platform.js';

/** Pauses before each status request, in milliseconds: 10 seconds in total. Most requests are processed within the first pause. */
const PAUSES = [500, 1_000, 1_500, 2_000, 2_500, 2_500] as const;

/** Polls the status of an accepted request until it is known or 10 seconds have passed. Never rejects. */
export async function confirmRequest(
  platform: Platform,
  clock: Clock,
  requestId: string,
  type: Message['type'],
): Promise<Confirmation> {
  const deadline = clock.now() + PAUSES.reduce((sum, pause) => sum + pause, 0);
  for (const pause of PAUSES) {
    // A slow response shortens the following pauses.
    if (clock.now() + pause > deadline) break;
    await elapse(clock, pause);
    const outcome = await ask(platform, requestId, type);
    if (outcome.kind !== 'unknown') return outcome;
  }
  return { kind: 'unknown' };
}

async function ask(platform: Platform, requestId: string, type: Message['type']): Promise<Confirmation> {
  try {
    return await platform.confirm(requestId, type);
  } catch {
    // A platform must not reject; if one does, the accepted message must still not be resent.
    return { kind: 'unknown' };
  }
}

function elapse(clock: Clock, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(milliseconds, resolve);
  });
}
