import type { Clock } from '../time/clock.js';
import type { CloseFence } from './close-fence.js';
import type { DeliverySettings } from './delivery-options.js';
import type { Journal } from '../journal/journal.js';
import type { Log } from '../text/log.js';
import type { Platform } from '../platforms/platform.js';
import type { DeliveryResult } from './receipt.js';
import type { TokenPool } from './sending/shared-bucket.js';
import type { OnThrottled } from './sending/throttle-notice.js';

/** Dependencies of {@link Outbox}. */
export interface OutboxParts {
  readonly platform: Platform;
  readonly clock: Clock;
  readonly settings: DeliverySettings;
  readonly log: Log;
  /** Makes foreign text safe for the log: it may contain secrets and line breaks. @defaultValue the unchanged text */
  readonly safe?: (text: string) => string;
  /** 0 to 1. @defaultValue `Math.random` */
  readonly random?: () => number;
  /** Creates the alert about the rate limit. @defaultValue none: only a log line */
  readonly onThrottled?: OnThrottled;
  /** The rate limit that this process shares with others. @defaultValue it has a limit of its own */
  readonly pool?: TokenPool | undefined;
  /** Keeps closes of alerts back that other processes may need. @defaultValue none is kept back */
  readonly fence?: CloseFence | undefined;
  /** Stores queued messages for the next process. */
  readonly journal: Journal;
}

/** The immediate decision about a message, and later its result. */
export interface Acceptance {
  readonly outcome: 'queued' | 'deduplicated' | 'dropped';
  /** Never rejects. */
  readonly delivered: Promise<DeliveryResult>;
}
