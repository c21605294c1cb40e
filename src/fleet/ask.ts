import type { FleetParts } from './fleet-parts.js';
import type { RecordOperation, RecordReply } from './fleet-store.js';

/**
 * Asks the store to change a record, without waiting. What fails in the answer's handling must not become a fault of the application.
 *
 * @param failed called if the store does not do it. @defaultValue nothing: the next sync shows what has to be tried again
 */
export function ask(
  { fault, store }: Pick<FleetParts, 'fault' | 'store'>,
  operation: RecordOperation,
  answered: (reply: RecordReply) => void,
  failed: () => void = () => undefined,
): void {
  store.record(operation).then(answered, failed).catch(fault);
}
