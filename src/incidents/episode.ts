import type { AlertShape } from '../rules/alert-shape.js';

/** Whether somebody is told of an incident. Times are monotonic milliseconds. */
export type Announcement =
  /** Not decided yet: the next bad sample decides. */
  | { readonly type: 'undecided' }
  /** Somebody was told, last at `at`, when it had `bad` bad samples. */
  | { readonly type: 'told'; readonly at: number; readonly bad: number }
  /** Nobody was told; by whom it is held, and for an inhibition by which incident. */
  | { readonly type: 'held'; readonly by: 'mute' | 'storm' }
  | { readonly type: 'held'; readonly by: 'inhibition'; readonly wider: Episode };

/** One incident while it lasts: what was counted, and who knows of it. */
export class Episode {
  announcement: Announcement = { type: 'undecided' };
  /** Other rules that the same trouble broke. */
  alsoMatched: readonly string[] = [];
  alsoPriorities: readonly NonNullable<AlertShape['priority']>[] = [];
  /** When it is told again, should it still fire; monotonic milliseconds. */
  reassertAt = Infinity;
  /** Whether it is over. */
  ended = false;
  /** When the last bad sample came; monotonic milliseconds. */
  lastBadAt: number;

  constructor(
    readonly incidentId: string,
    /** Wall time, in milliseconds. */
    readonly openedAt: number,
    /** Whether it came back soon after it was closed. */
    readonly flapping: boolean,
    now: number,
    public bad: number,
    public total: number,
  ) {
    this.lastBadAt = now;
  }

  addBad(now: number): void {
    this.bad++;
    this.total++;
    this.lastBadAt = now;
  }
}
