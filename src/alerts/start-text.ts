import type { Incident } from '../incidents/incident.js';
import { formatDuration } from '../time/duration.js';
import type { SafeLine } from './kind-text.js';

/**
 * What begins later has other causes as a rule: within this time a new version has had its first real load, filled its caches and run most
 * of what runs at intervals. Milliseconds.
 */
const SOON = 10 * 60_000;
/** One or two failures without a success show nothing of the time before the start. */
const LEAST_FAILURES = 3;
/** A version needs no more room. UTF-16 units. */
const LONGEST_VERSION = 100;

/**
 * `Began 40 s after version 2.3.1 started.` Empty where the figures do not show it: it is far from the start or began before it, other
 * instances run as well, or too little ran between.
 *
 * @param version the option `version`
 */
export function startEvidence(incident: Incident, version: string | undefined, line: SafeLine): string {
  const { bad, instances, previous, sinceStart, total, wentWell } = incident;
  if (version === undefined || sinceStart === undefined || sinceStart > SOON) return '';
  // Of several instances, those that fail show what has changed; an incident that came back was near the start the first time.
  if ((instances?.instances ?? 1) > 1 || previous !== undefined) return '';
  const [name, span] = [line(version, LONGEST_VERSION), formatDuration(sinceStart)];
  if (wentWell) return `Began ${span} after version ${name} started.`;
  const isAll = bad === total && bad >= LEAST_FAILURES;
  return isAll ? `Nothing has succeeded since version ${name} started, ${span} before the first failure.` : '';
}
