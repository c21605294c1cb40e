import type { IncidentRecord } from './incident-record.js';

interface Inherited {
  readonly record: IncidentRecord;
  /** When it is closed, unless its operation runs by then; monotonic milliseconds. */
  readonly staleAt: number;
}

/** Incidents of earlier processes without a sample since: they wait until their operation runs again. */
export class InheritedIncidents {
  readonly #waiting = new Map<string, Inherited[]>();

  get hasAny(): boolean {
    return this.#waiting.size > 0;
  }

  /** The shortest time that one of them waits, in milliseconds. */
  get shortestWait(): number {
    return Math.min(Infinity, ...[...this.#waiting.values()].flat().map(({ record }) => record.staleAfter));
  }

  /**
   * Adds one. It replaces an older record of the same incident: a process that crashes again and again leaves one each time.
   *
   * @param now monotonic milliseconds
   * @param wall the time of day, in milliseconds. Only needed here: two processes share no other clock.
   */
  add(record: IncidentRecord, now: number, wall: number): void {
    const key = keyOf(record.ruleKey, record.operation);
    const others = (this.#waiting.get(key) ?? []).filter((other) => other.record.incidentId !== record.incidentId);
    const age = Math.max(0, wall - record.lastSeen);
    this.#waiting.set(key, [...others, { record, staleAt: now + record.staleAfter - age }]);
  }

  /** Removes and returns those of a rule and operation. */
  take(ruleKey: string, operation: string): readonly IncidentRecord[] {
    const key = keyOf(ruleKey, operation);
    const found = this.#waiting.get(key) ?? [];
    this.#waiting.delete(key);
    return found.map(({ record }) => record);
  }

  /** Removes and returns those that are stale: their rule is gone, or their operation does not run. @param now monotonic milliseconds */
  takeStale(now: number): readonly IncidentRecord[] {
    const stale: IncidentRecord[] = [];
    for (const [key, inherited] of this.#waiting) {
      const fresh = inherited.filter(({ staleAt }) => now < staleAt);
      stale.push(...inherited.filter((one) => !fresh.includes(one)).map(({ record }) => record));
      if (fresh.length === 0) this.#waiting.delete(key);
      else this.#waiting.set(key, fresh);
    }
    return stale;
  }
}

function keyOf(ruleKey: string, operation: string): string {
  return `${ruleKey}\n${operation}`;
}
