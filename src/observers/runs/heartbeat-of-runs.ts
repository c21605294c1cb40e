import type { RunKind } from './entry-point.js';
import type { ObservedMethod } from './observed-method.js';

/** Kinds whose runs are few: a schedule or the application's own code starts them. */
const EACH_RUN: ReadonlySet<RunKind> = new Set<RunKind>(['schedule', 'cli', 'method']);
/** Other kinds may run a thousand times a second, and the platform counts the silence in minutes. Milliseconds. */
const PING_EVERY = 10_000;

/** A monitor that also pings a heartbeat for each outcome without an error. */
export function withHeartbeat(
  monitor: ObservedMethod['monitor'],
  kind: RunKind,
  ping: () => void,
): ObservedMethod['monitor'] {
  const pause = EACH_RUN.has(kind) ? 0 : PING_EVERY;
  let pingedAt = -Infinity;
  return {
    operation: monitor.operation,
    record: (outcome, now) => {
      if (outcome.errors.length === 0 && now - pingedAt >= pause) {
        pingedAt = now;
        ping();
      }
      monitor.record(outcome, now);
    },
  };
}
