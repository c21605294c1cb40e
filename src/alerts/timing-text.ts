import type { Incident } from '../incidents/incident.js';
import type { MissedRun, OverdueRun } from '../rules/outcome.js';
import { counted } from '../text/count.js';
import { formatDuration } from '../time/duration.js';
import { utcTime } from '../time/utc-time.js';

/** Writes a text of the application on one line, redacted and cut. */
type SafeLine = (text: string, limit: number) => string;

/** Names and schedules are short. UTF-16 units. */
const LONGEST_NAME = 200;

/** Whether an incident is about when runs start and end, and not about how they end. */
export function isTiming({ rule }: Pick<Incident, 'rule'>): boolean {
  return rule.rule.kind === 'missedRun' || rule.rule.kind === 'maxRuntime';
}

/** `3 runs were missed`, `1 run was overdue`. */
export function timingFailures({ bad, rule }: Pick<Incident, 'bad' | 'rule'>): string {
  const what = rule.rule.kind === 'missedRun' ? 'missed' : 'overdue';
  return `${counted(bad, 'run')} ${bad === 1 ? 'was' : 'were'} ${what}`;
}

/** Why an incident is over. */
export function timingEnd({ rule }: Pick<Incident, 'rule'>): string {
  return rule.rule.kind === 'missedRun' ? 'a run has started' : 'no run is overdue any more';
}

/** Describes the last run that is missing or overdue; empty after a restart, until the next one. @param now the time of the text */
export function timingEvidence(incident: Incident, now: number, line: SafeLine): string {
  const timing = incident.example?.timing;
  const all = incident.bad > 1 ? ` ${timingFailures(incident)} in all.` : '';
  if (timing?.state === 'missed') return `${missedText(timing, now, line)}${all}`;
  if (timing?.state === 'overdue') return `${overdueText(timing, now, line)}${all}`;
  return `${timingFailures(incident)}.`;
}

function missedText({ job, schedule, due, blockedFor, underWaySince }: MissedRun, now: number, line: SafeLine): string {
  const name = `${line(job, LONGEST_NAME)} (${line(schedule, LONGEST_NAME)})`;
  const texts = [`${name} was due at ${utcTime(due, now)} and did not start in time.`];
  if (blockedFor !== undefined) {
    texts.push(
      `Nothing ran in this process for ${formatDuration(blockedFor)}: its event loop was blocked, or the process was paused.`,
    );
  }
  if (underWaySince !== undefined) {
    texts.push(
      `The run that started at ${utcTime(underWaySince, now)} was still under way. With \`waitForCompletion\`, the job skips its next runs until then.`,
    );
  }
  return texts.join(' ');
}

function overdueText(
  { job, startedAt, lasted, limit, overlappedAt, isOver }: OverdueRun,
  now: number,
  line: SafeLine,
): string {
  const run = `The run of ${line(job, LONGEST_NAME)} that started at ${utcTime(startedAt, now)}`;
  const end = isOver ? `took ${formatDuration(lasted)}` : 'has not ended';
  const limitText = limit === undefined ? '' : `; it may take ${formatDuration(limit)}`;
  const next = overlappedAt === undefined ? '' : ` Another run started beside it at ${utcTime(overlappedAt, now)}.`;
  const advice =
    limit === undefined
      ? " Where runs may overlap, give the job a limit with @MaxRuntime(), or @SkipAlerts(['maxRuntime'])."
      : '';
  return `${run} ${end}${limitText}.${next}${advice}`;
}
