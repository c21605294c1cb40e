import type { LogEntry } from '../formats/log-entry.js';
import type { LogSource } from './log-source.js';

/** A log that waits until the others have come to its first request. */
export interface WaitingLog {
  /** The time of its first request, in milliseconds since 1970; `-Infinity` if none was found near its beginning. */
  readonly startsAt: number;
  readonly open: () => LogSource;
}

/** What merging reports to. */
export interface LogListener {
  /** Takes the requests of all logs in the order of their times. */
  readonly take: (entry: LogEntry) => void;
  /** Called before more of a log is loaded. */
  readonly onLoad: () => void;
  /** Ends the reading. The requests that were read are still given. */
  readonly interruption: AbortSignal;
}

/**
 * Reads several logs as one: parts of a log that was rotated, in whatever order they are named, as well as the logs of several machines.
 * A log is opened when its time has come, so that a year of rotated parts needs no more memory than one.
 */
export async function mergeLogs(
  logs: readonly WaitingLog[],
  { take, onLoad, interruption }: LogListener,
): Promise<void> {
  const waiting = logs.toSorted((one, other) => one.startsAt - other.startsAt);
  const open: LogSource[] = [];
  const hasRequest = async (source: LogSource): Promise<boolean> => {
    while (!source.next()) {
      onLoad();
      if (!(await source.load())) return false;
    }
    return true;
  };
  while (!interruption.aborted) {
    const first = earliest(open);
    const [next] = waiting;
    if (next !== undefined && (first === undefined || next.startsAt <= first.entry.time)) {
      waiting.shift();
      const source = next.open();
      if (await hasRequest(source)) open.push(source);
      continue;
    }
    if (first === undefined) return;
    const until = Math.min(next?.startsAt ?? Infinity, ...open.map((source) => timeOf(source, first)));
    let isLoaded = true;
    while (isLoaded && first.entry.time <= until) {
      take(first.entry);
      isLoaded = first.next();
    }
    if (!isLoaded && !(await hasRequest(first))) open.splice(open.indexOf(first), 1);
  }
  for (const { entry } of open.toSorted((one, other) => one.entry.time - other.entry.time)) take(entry);
}

function earliest(open: readonly LogSource[]): LogSource | undefined {
  let first = open[0];
  for (const source of open) if (first !== undefined && source.entry.time < first.entry.time) first = source;
  return first;
}

/** The time until which another log may be read before this one. */
function timeOf(source: LogSource, other: LogSource): number {
  return source === other ? Infinity : source.entry.time;
}
