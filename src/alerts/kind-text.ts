import type { Incident } from '../incidents/incident.js';

/** Writes a text of the application on one line, redacted and cut. */
export type SafeLine = (text: string, limit: number) => string;

/** The words of a kind of rule that is not about how runs end. */
export interface KindText {
  /** `3 runs were missed` */
  readonly failures: (bad: number) => string;
  /** `3 missed` */
  readonly short: string;
  /** Why an incident is over. */
  readonly end: (incident: Pick<Incident, 'rule' | 'operation'>) => string;
  /** Describes the last bad outcome. @param now the time of the text */
  readonly evidence: (incident: Incident, now: number, line: SafeLine) => string;
}
