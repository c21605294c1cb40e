import type { Clock } from '../time/clock.js';
import type { DeliverySettings } from './delivery-options.js';
import type { Journal } from '../journal/journal.js';
import type { Log } from '../text/log.js';
import type { Platform } from '../platforms/platform.js';
import type { DeliveryResult } from './receipt.js';
import type { OnThrottled } from './sending/throttle-notice.js';

/** What an outbox needs. */
export interface OutboxParts {
  readonly platform: Platform;
  readonly clock: Clock;
  readonly settings: DeliverySettings;
  readonly log: Log;
  /** Makes text that is not the module's own fit for the log: it may hold secrets and line breaks. @defaultValue the text itself */
  readonly safe?: (text: string) => string;
  /** 0 to 1. @defaultValue `Math.random` */
  readonly random?: () => number;
  /** @defaultValue none: only the log says it */
  readonly onThrottled?: OnThrottled;
  /** Keeps for the next process what is queued. */
  readonly journal: Journal;
}

/** What was decided about a message at once, and later what became of it. */
export interface Acceptance {
  readonly outcome: 'queued' | 'deduplicated' | 'dropped';
  /** Never rejects. */
  readonly delivered: Promise<DeliveryResult>;
}
