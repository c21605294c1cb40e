import type { SharedIncidents } from '../incidents/shared-incidents.js';
import type { SyncReply } from './fleet-store.js';
import type { Ledger } from './ledger.js';

/**
 * Has the engine judge what all processes counted.
 *
 * @param isHistory whether this process was not there when it was counted
 * @param now monotonic milliseconds
 */
export function judge(
  shared: SharedIncidents | undefined,
  ledger: Ledger,
  { sealed, time }: Pick<SyncReply, 'sealed' | 'time'>,
  isHistory: boolean,
  now: number,
): void {
  if (shared === undefined) return;
  for (const span of sealed) {
    const samples = ledger.samplesIn(span);
    if (!isHistory) shared.take(samples);
    else for (const { series, all } of samples) shared.recall(series, all, now - Math.max(0, time - span.to));
  }
  if (sealed.length === 0) shared.take([]);
}
