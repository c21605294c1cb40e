import { declarationOf } from '../../rules/declaration.js';
import { parseDuration } from '../../time/duration.js';
import type { ObserverContext } from '../observer.js';
import type { RunKind } from './entry-point.js';
import { originalOf } from './method-wrapper.js';
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

/**
 * Asks for the heartbeats of methods that say how long they may be silent.
 *
 * @param isWanted whether they are created where a method does not say it
 */
export function ensureHeartbeats(
  methods: readonly ObservedMethod[],
  isWanted: boolean,
  heartbeats: ObserverContext['heartbeats'],
): void {
  for (const { method } of methods) {
    const { heartbeat } = declarationOf(originalOf(method.method));
    const interval = parseDuration(heartbeat?.interval);
    if (heartbeat === undefined || interval === undefined || !(heartbeat.ensure ?? isWanted)) continue;
    heartbeats.ensure({ name: heartbeat.name, interval: interval + (parseDuration(heartbeat.grace) ?? 0) });
  }
}
