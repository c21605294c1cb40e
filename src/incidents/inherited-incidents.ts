import type { IncidentRecord } from './incident-record.js';

interface Orphan {
  readonly record: IncidentRecord;
  /** When it is closed, should nothing be seen of it by then; monotonic milliseconds. */
  readonly staleAt: number;
}

/** Incidents of earlier processes of which nothing was seen since: they wait until their operation runs again. */
export class Orphans {
  readonly #waiting = new Map<string, Orphan[]>();

  get areThere(): boolean {
    return this.#waiting.size > 0;
  }

  /** How long the least patient of them waits, in milliseconds. */
  get leastPatience(): number {
    return Math.min(Infinity, ...[...this.#waiting.values()].flat().map(({ record }) => record.staleAfter));
  }

  /**
   * Takes in one, in the place of what was known of the same incident: a process that crashes again and again leaves one each time.
   *
   * @param now monotonic milliseconds
   * @param wall the time of day, in milliseconds. It is looked at only here: between two processes there is no other clock.
   */
  add(record: IncidentRecord, now: number, wall: number): void {
    const key = keyOf(record.ruleKey, record.operation);
    const others = (this.#waiting.get(key) ?? []).filter((other) => other.record.incidentId !== record.incidentId);
    const age = Math.max(0, wall - record.lastSeen);
    this.#waiting.set(key, [...others, { record, staleAt: now + record.staleAfter - age }]);
  }

  /** Takes those of a rule and operation. */
  take(ruleKey: string, operation: string): readonly IncidentRecord[] {
    const key = keyOf(ruleKey, operation);
    const found = this.#waiting.get(key) ?? [];
    this.#waiting.delete(key);
    return found.map(({ record }) => record);
  }

  /** Takes those of which nothing was seen for too long: their rule is gone, or nobody calls their operation. @param now monotonic milliseconds */
  takeStale(now: number): readonly IncidentRecord[] {
    const stale: IncidentRecord[] = [];
    for (const [key, orphans] of this.#waiting) {
      const patient = orphans.filter(({ staleAt }) => now < staleAt);
      stale.push(...orphans.filter((orphan) => !patient.includes(orphan)).map(({ record }) => record));
      if (patient.length === 0) this.#waiting.delete(key);
      else this.#waiting.set(key, patient);
    }
    return stale;
  }
}

function keyOf(ruleKey: string, operation: string): string {
  return `${ruleKey}\n${operation}`;
}
