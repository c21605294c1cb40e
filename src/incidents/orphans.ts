import type { IncidentRecord } from './incident-record.js';

/** Incidents of earlier processes of which nothing was seen since: they wait until their operation runs again. */
export class Orphans {
  readonly #waiting = new Map<string, IncidentRecord[]>();

  get areThere(): boolean {
    return this.#waiting.size > 0;
  }

  /** How long the least patient of them waits, in milliseconds. */
  get leastPatience(): number {
    return Math.min(Infinity, ...[...this.#waiting.values()].flat().map(({ staleAfter }) => staleAfter));
  }

  /** Takes in one, in the place of what was known of the same incident: a process that crashes again and again leaves one each time. */
  add(record: IncidentRecord): void {
    const key = keyOf(record.ruleKey, record.operation);
    const others = (this.#waiting.get(key) ?? []).filter(({ incidentId }) => incidentId !== record.incidentId);
    this.#waiting.set(key, [...others, record]);
  }

  /** Takes those of a rule and operation. */
  take(ruleKey: string, operation: string): readonly IncidentRecord[] {
    const key = keyOf(ruleKey, operation);
    const found = this.#waiting.get(key) ?? [];
    this.#waiting.delete(key);
    return found;
  }

  /** Takes those of which nothing was seen for too long: their rule is gone, or nobody calls their operation. */
  takeStale(wall: number): readonly IncidentRecord[] {
    const stale: IncidentRecord[] = [];
    for (const [key, records] of this.#waiting) {
      const patient = records.filter((record) => wall - record.lastSeen < record.staleAfter);
      stale.push(...records.filter((record) => !patient.includes(record)));
      if (patient.length === 0) this.#waiting.delete(key);
      else this.#waiting.set(key, patient);
    }
    return stale;
  }
}

function keyOf(ruleKey: string, operation: string): string {
  return `${ruleKey}\n${operation}`;
}
