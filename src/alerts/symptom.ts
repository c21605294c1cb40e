import type { Incident } from '../incidents/incident.js';
import { runOf } from '../text/operation.js';

/** What is wrong with the runs of an incident, in words. */
export interface Symptom {
  /** `3 requests failed` */
  readonly failed: string;
  /** As {@link failed}, of one: `1 of 3 requests was too slow`. */
  readonly oneFailed: string;
  /** `12% failing now` */
  readonly failing: string;
  /** `2 too slow` */
  readonly short: string;
  /** `the last failure` */
  readonly one: string;
  /** `8 s without failures` */
  readonly many: string;
}

const FAILED: Symptom = {
  failed: 'failed',
  oneFailed: 'failed',
  failing: 'failing',
  short: 'failed',
  one: 'failure',
  many: 'failures',
};

/** What is wrong with the runs of an incident: they fail, are too slow, or wait too long before they begin. */
export function symptomOf({ rule, operation }: Pick<Incident, 'rule' | 'operation'>): Symptom {
  if (rule.needsQueue) {
    const waited = 'waited too long';
    return { failed: waited, oneFailed: waited, failing: waited, short: waited, one: 'long wait', many: 'long waits' };
  }
  if (rule.rule.kind !== 'latency') return FAILED;
  const noun = runOf(operation);
  return {
    failed: 'were too slow',
    oneFailed: 'was too slow',
    failing: 'too slow',
    short: 'too slow',
    one: `slow ${noun}`,
    many: `slow ${noun}s`,
  };
}
