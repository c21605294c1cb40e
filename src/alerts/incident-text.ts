import type { CountedCause } from '../incidents/causes.js';
import type { Incident } from '../incidents/incident.js';
import type { Figures } from '../rules/headline.js';
import { readableOperation, runOf } from '../text/operation.js';
import { counted, formatCount, ordinal } from '../text/count.js';
import { percent, sharePercent } from '../text/percent.js';
import { symptomOf } from './symptom.js';
import type { SafeLine } from './kind-text.js';
import { instancesEvidence } from './instance-text.js';
import { startEvidence } from './start-text.js';
import { kindTextOf } from './kind-texts.js';
import { utcTime } from '../time/utc-time.js';
import { formatDuration } from '../time/duration.js';

/** The most incidents that a text lists; the rest are counted. */
const MOST_NAMED = 10;

export type { SafeLine };

/** Paragraphs that describe the problem. @param version of the application, if it is known */
export function evidenceOf(incident: Incident, line: SafeLine, version?: string): string[] {
  const { causes, example, rule, severity } = incident;
  const own = kindTextOf(incident);
  if (own !== undefined) return [own.evidence(incident, timeOf(incident), line), history(incident)].filter(Boolean);
  const figures = currentFigures(incident);
  const texts = [
    [figures, rule.meaning(severity), `${failures(incident)} ${seen(incident)}${peak(incident)}.`, runs(incident)]
      .filter(Boolean)
      .join('\n'),
    rule.policy.recovery === 'never' ? STOPPED : '',
    instancesEvidence(incident.instances, line),
    startEvidence(incident, version, line),
    history(incident),
    causeList(causes, rule.scope === 'handler', line),
  ];
  const { request, status } = example?.http ?? {};
  if (request !== undefined) {
    const answer = status === undefined ? 'was not answered' : `was answered ${status}`;
    const time = example?.durationMs === undefined ? '' : ` after ${formatDuration(example.durationMs)}`;
    texts.push(`Example: ${request.method} ${request.path} ${answer}${time}.`);
  }
  return texts.filter((text) => text !== '');
}

/** When a task last succeeded, and how often it has failed since; empty for what is no task. */
function runs(incident: Incident): string {
  if (incident.runs === undefined) return '';
  const { failedInRow, succeededAgo } = incident.runs;
  const now = timeOf(incident);
  const success =
    succeededAgo === undefined
      ? 'No success since this process started'
      : `Last success at ${utcTime(now - succeededAgo, now)}`;
  return `${success}. Failures in a row: ${formatCount(failedInRow)}.`;
}

/** Of a saga, which ends by the first error. */
const STOPPED =
  'It takes no event any more until the process starts again. This alert stays open: close it once the process has restarted.';

/** Why it is reported only now, or again. */
function history({ recurrence, wasMuted }: Incident): string {
  const muted = wasMuted ? 'Alerts were muted when it began, so this is the first report.' : '';
  if (recurrence === undefined) return muted;
  const { openings, within } = recurrence;
  return `It comes back soon after each close: this is the ${ordinal(openings)} time in ${formatDuration(within)}. ${muted}`.trim();
}

function causeList(causes: readonly CountedCause[], isOne: boolean, line: SafeLine): string {
  if (causes.length === 0) return '';
  return ['Causes:', ...causes.map((cause) => `- ${causeLine(cause, isOne, line)}`)].join('\n');
}

/** A message needs no more room to be recognised. */
const LONGEST_MESSAGE = 200;

/** `3 x Error 500: disk full in GET /orders/:id`. @param isOne whether all of the incident is about one operation */
export function causeLine(cause: CountedCause, isOne: boolean, line: SafeLine): string {
  const { count, what, status, message, operation } = cause;
  // Each text on its own: what stands in front of it could hide a secret's name.
  const failure = [line(what, LONGEST_MESSAGE), status].filter((part) => part !== undefined && part !== '').join(' ');
  const said = line(message, LONGEST_MESSAGE);
  const place = isOne || operation === '' ? '' : ` in ${operation}`;
  return `${formatCount(count)} x ${failure}${place}${said === '' ? '' : `: ${said}`}`;
}

/** How bad it is now, in the window that shows it; empty where bad samples are only counted. */
function currentFigures({ severity }: Incident): string {
  const { bad, total, window, limit, recent } = severity;
  if (limit === undefined || recent === undefined) return '';
  const over = `${sharePercent(bad, total, limit)} over ${formatDuration(window)} (${formatCount(bad)} of ${formatCount(total)})`;
  const now = recent.total === 0 ? '' : `${sharePercent(recent.bad, recent.total, limit)} now, `;
  return `${now}${over}, limit ${percent(limit)}.${down(severity)}`;
}

/** More new causes are in the list below them. */
const MOST_NEW = 3;

/** The note on an incident that is still active and has grown: what is worse, and what is new. */
export function growthNote(incident: Incident, covered: readonly Incident[], line: SafeLine): string {
  const { causes, newCauses, rule } = incident;
  const isOne = rule.scope === 'handler';
  const named = newCauses.slice(0, MOST_NEW).map((cause) => causeLine(cause, isOne, line));
  const news = named.length === 0 ? '' : ` New ${named.length === 1 ? 'cause' : 'causes'}: ${named.join('; ')}.`;
  const own = kindTextOf(incident);
  const evidence = own?.evidence(incident, timeOf(incident), line) ?? causeList(causes, isOne, line);
  return paragraphs([`${growth(incident)}${own === undefined ? news : ''}`, evidence, coveredList(covered, line)]);
}

function growth(incident: Incident): string {
  const { beginning, bad, failingFor, firstSeen, lastSeen, quietFor, severity, wasMuted } = incident;
  const since = `since ${utcTime(firstSeen, firstSeen)}, ${formatDuration(failingFor + quietFor)}`;
  const start = wasMuted ? 'when it was reported' : 'at the start';
  const share = currentShare(severity);
  if (share === undefined) {
    const before = beginning === undefined || beginning.bad === bad ? '' : ` (${formatCount(beginning.bad)} ${start})`;
    const isRecent = quietFor < 60_000;
    const last = isRecent ? '' : `, the last at ${utcTime(lastSeen, timeOf(incident))}`;
    // In an empty window nothing shows whether it is worse.
    return `${isRecent && severity.limit === undefined ? 'Worse' : 'Still active'}: ${failures(incident)}${before} ${since}${last}.`;
  }
  const first = beginning && currentShare(beginning.figures);
  const isWorse = first !== undefined && share.bad * first.total > first.bad * share.total;
  const before = first === undefined ? '' : ` (${sharePercent(first.bad, first.total, severity.limit)} ${start})`;
  const percentage = sharePercent(share.bad, share.total, severity.limit);
  const what = symptomOf(incident).failing;
  return `${isWorse ? 'Worse' : 'Still active'}: ${percentage} ${what} now${before}, ${failures(incident)} ${since}.${down(severity)}`;
}

/** The share of bad samples in the shortest time that has some; `undefined` where bad samples are only counted. */
function currentShare({ bad, total, limit, recent }: Figures): { bad: number; total: number } | undefined {
  if (limit === undefined) return undefined;
  if (recent !== undefined && recent.total > 0) return recent;
  return total > 0 ? { bad, total } : undefined;
}

function down({ down: run }: Figures): string {
  if (run === undefined) return '';
  return ` The last ${formatCount(run.bad)} failed; none succeeded for ${formatDuration(run.lasted)}.`;
}

/**
 * Names incidents without alerts of their own, as they are now; empty where there is none.
 *
 * @param isOver whether they failed, instead of failing still. @defaultValue whether all of them are over
 */
export function coveredList(
  covered: readonly Incident[],
  line: SafeLine,
  isOver = covered.every(({ ended }) => ended !== undefined),
): string {
  if (covered.length === 0) return '';
  const own = covered.length === 1 ? 'a page of its own' : 'pages of their own';
  return `${isOver ? 'Also failed' : 'Also failing'}, without ${own}:\n${listOf(covered, line)}`;
}

/** Lists incidents in their order, with how many failures each has, and which are over. */
export function listOf(incidents: readonly Incident[], line: SafeLine): string {
  const named = incidents.slice(0, MOST_NAMED).map((incident) => {
    const over = incident.ended === undefined ? '' : ', over';
    return `- ${placeOf(incident, line)}: ${sizeOf(incident, line)}${over}`;
  });
  const rest = incidents.length - named.length;
  return [...named, ...(rest > 0 ? [`- and ${formatCount(rest)} more`] : [])].join('\n');
}

/** A name of code needs no more room. UTF-16 units. */
const LONGEST_PLACE = 200;

/** Where it is, in a word: `GET /orders/:id`, `nightly-import`, `unknown URLs`, `the whole service`. */
export function placeOf({ operation, place }: Incident, line: SafeLine): string {
  return line(readableOperation(place ?? operation), LONGEST_PLACE);
}

/** `170 x 503`, `3 x TimeoutError`, `2 too slow`. */
function sizeOf(incident: Incident, line: SafeLine): string {
  const { bad, causes, discriminator, rule } = incident;
  const count = formatCount(bad);
  switch (rule.rule.kind) {
    case 'status': {
      const [status, ...others] = new Set(causes.map((cause) => cause.status));
      return `${count} x ${others.length === 0 && status !== undefined ? status : line(discriminator, LONGEST_MESSAGE)}`;
    }
    case 'exception':
      return `${count} x ${line(discriminator, LONGEST_MESSAGE)}`;
    default:
      return `${count} ${(kindTextOf(incident) ?? symptomOf(incident)).short}`;
  }
}

/** The time of day of a description, in milliseconds. */
export function timeOf({ openedAt, lasted }: Pick<Incident, 'openedAt' | 'lasted'>): number {
  return openedAt + lasted;
}

/** Joins those that are not empty. */
export function paragraphs(texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n\n');
}

/** `3 of 5 requests failed`. */
export function failures(incident: Incident): string {
  const { bad, total, operation } = incident;
  const own = kindTextOf(incident);
  if (own !== undefined) return own.failures(bad);
  const noun = runOf(operation);
  const { failed: manyFailed, oneFailed } = symptomOf(incident);
  const failed = bad === 1 ? oneFailed : manyFailed;
  return `${total > bad ? `${formatCount(bad)} of ${counted(total, noun)}` : counted(bad, noun)} ${failed}`;
}

/** How many in the worst minute where it has lasted longer than one. */
export function peak(incident: Incident): string {
  const { peakPerMinute, firstSeen, openedAt, lasted, bad, rule } = incident;
  // How often the process is read says nothing.
  if (rule.rule.kind === 'processHealth') return '';
  const isLong = openedAt + lasted - firstSeen > 60_000;
  // After a restart the peak is unknown until the next failure.
  return isLong && peakPerMinute > 0 && bad > 1 ? `, at most ${formatCount(peakPerMinute)} in a minute` : '';
}

/** When it was seen; one time where the first and the last are shown alike. */
function seen(incident: Incident): string {
  const { firstSeen, lastSeen } = incident;
  const now = timeOf(incident);
  const [first, last] = [utcTime(firstSeen, now), utcTime(lastSeen, now)];
  return first === last ? `at ${first}` : `since ${first}, the last at ${last}`;
}
