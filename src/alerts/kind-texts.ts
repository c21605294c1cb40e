import type { Incident } from '../incidents/incident.js';
import { HEALTH_TEXT } from './health-text.js';
import type { KindText } from './kind-text.js';
import { MAX_RUNTIME_TEXT, MISSED_RUN_TEXT } from './timing-text.js';

const KIND_TEXTS: Readonly<Record<string, KindText>> = {
  missedRun: MISSED_RUN_TEXT,
  maxRuntime: MAX_RUNTIME_TEXT,
  processHealth: HEALTH_TEXT,
};

/** The words of an incident's kind; `undefined` where it is about runs that fail or are slow. */
export function kindTextOf({ rule }: Pick<Incident, 'rule'>): KindText | undefined {
  return KIND_TEXTS[rule.rule.kind];
}
