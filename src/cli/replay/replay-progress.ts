import { formatCount } from '../../text/count.js';
import { percent } from '../../text/percent.js';
import { formatDuration } from '../../time/duration.js';
import { utcTime } from '../../time/utc-time.js';
import type { Terminal } from '../terminal.js';

/** How far a replay is. */
export interface ReplayProgress {
  readonly lines: number;
  readonly bytesRead: number;
  /** The size of all logs; absent where it is unknown. */
  readonly size: number | undefined;
  /** The time in the log, in milliseconds since 1970. */
  readonly wall: number;
  readonly pages: readonly number[];
}

/** How often progress is shown, on a terminal that rewrites its line, and in a file. Milliseconds. */
const EVERY = { rewritten: 500, written: 10_000 };

/** Shows on standard error how far a replay is. A replay of less than a second shows nothing. */
export class ProgressDisplay {
  readonly #terminal: Terminal;
  readonly #now: () => number;
  readonly #startedAt: number;
  #shownAt: number;
  #isShown = false;

  constructor(terminal: Terminal, now: () => number) {
    this.#terminal = terminal;
    this.#now = now;
    this.#startedAt = this.#shownAt = now();
  }

  /** Shows it if it is time for it. */
  update(progress: () => ReplayProgress): void {
    const now = this.#now();
    const { rewrite } = this.#terminal;
    if (now - this.#shownAt < (rewrite === undefined ? EVERY.written : EVERY.rewritten)) return;
    this.#shownAt = now;
    this.#isShown = true;
    const line = progressText(progress(), now - this.#startedAt);
    (rewrite ?? this.#terminal.error)(line);
  }

  /** Removes the line. */
  end(): void {
    if (this.#isShown) this.#terminal.rewrite?.('');
  }
}

function progressText({ lines, bytesRead, size, wall, pages }: ReplayProgress, elapsed: number): string {
  const share = size === undefined || size === 0 ? undefined : Math.min(1, bytesRead / size);
  const parts = [
    share === undefined ? `${formatCount(Math.round(bytesRead / 1e6))} MB` : percent(Number(share.toPrecision(2))),
    `${formatCount(lines)} lines (${formatCount(Math.round(lines / (elapsed / 1_000)))}/s)`,
    `at ${utcTime(wall)}`,
    `pages: ${pages.map(formatCount).join(' and ')}`,
  ];
  if (share !== undefined && share > 0.01 && share < 1)
    parts.push(`${formatDuration((elapsed * (1 - share)) / share)} left`);
  return parts.join(', ');
}
