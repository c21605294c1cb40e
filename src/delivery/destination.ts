import type { Journal } from '../journal/journal.js';
import type { Platform } from '../platforms/platform.js';
import type { Outbox } from './outbox.js';

/** One key, with what its messages need: the platform that it belongs to, an outbox and a journal. */
export interface Destination {
  readonly platform: Platform;
  readonly outbox: Outbox;
  readonly journal: Journal;
}
