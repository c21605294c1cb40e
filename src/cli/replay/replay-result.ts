import type { UnreadableLine } from './input/unreadable-lines.js';
import type { OrderReport } from './playing/log-order.js';
import type { PageSummary } from './playing/page-book.js';
import type { TrafficPicture } from './playing/traffic.js';

/** What was read of one log. */
export interface SourceResult {
  readonly name: string;
  readonly lines: number;
  readonly requests: number;
  readonly others: number;
  readonly unreadable: number;
  /** Why it could not be read to its end; absent if it could. */
  readonly problem?: string | undefined;
}

/** What a set of rules would have done. */
export interface RehearsalResult extends PageSummary {
  readonly name: string;
  /** Incidents that paged no one, because the alert of another one says enough. */
  readonly suppressed: number;
}

/** All that a replay found. Times in milliseconds since 1970. */
export interface ReplayResult {
  readonly sources: readonly SourceResult[];
  readonly requests: number;
  /** Answered with 5XX or 408. */
  readonly failed: number;
  readonly routes: number;
  /** Absent if there was no request. */
  readonly span: { readonly from: number; readonly to: number } | undefined;
  readonly order: OrderReport;
  readonly unreadable: { readonly count: number; readonly shown: readonly UnreadableLine[] };
  /** What the log cannot show, and so the rules cannot see. */
  readonly hints: readonly string[];
  readonly traffic: TrafficPicture;
  /** One, or two where rules are compared. */
  readonly rehearsals: readonly RehearsalResult[];
  /** Whether the user ended it. */
  readonly isInterrupted: boolean;
}
