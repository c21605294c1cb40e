import type { MissedRun, OverdueRun } from '../rules/outcome.js';
import { counted } from '../text/count.js';
import { formatDuration } from '../time/duration.js';
import { utcTime } from '../time/utc-time.js';
import type { KindText, SafeLine } from './kind-text.js';

/** Names and schedules are short. UTF-16 units. */
const LONGEST_NAME = 200;

/** The words of incidents about runs that did not start. */
export const MISSED_RUN_TEXT: KindText = timingText('missed', 'a run has started');

/** The words of incidents about runs that did not end in time. */
export const MAX_RUNTIME_TEXT: KindText = timingText('overdue', 'no run is overdue any more');

function timingText(what: string, end: string): KindText {
  const failures = (bad: number): string => `${counted(bad, 'run')} ${bad === 1 ? 'was' : 'were'} ${what}`;
  return {
    failures,
    short: what,
    end: () => end,
    evidence: ({ bad, example }, now, line) => {
      const timing = example?.timing;
      const all = bad > 1 ? ` ${failures(bad)} in all.` : '';
      if (timing?.state === 'missed') return `${missedText(timing, now, line)}${all}`;
      if (timing?.state === 'overdue') return `${overdueText(timing, now, line)}${all}`;
      // After a restart, nothing is known of it until the next one.
      return `${failures(bad)}.`;
    },
  };
}

function missedText(missed: MissedRun, now: number, line: SafeLine): string {
  const { schedule, due, blockedFor, underWaySince } = missed;
  const name = nameOf(missed, line);
  const texts = [
    `${name}, scheduled ${line(schedule, LONGEST_NAME)}, was due at ${utcTime(due, now)} and did not start in time.`,
  ];
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

function overdueText(overdue: OverdueRun, now: number, line: SafeLine): string {
  const { startedAt, lasted, limit, overlappedAt, isOver } = overdue;
  const run = `The run of ${nameOf(overdue, line)} that started at ${utcTime(startedAt, now)}`;
  const end = isOver ? `took ${formatDuration(lasted)}` : 'has not ended';
  const limitText = limit === undefined ? '' : `; it may take ${formatDuration(limit)}`;
  const next = overlappedAt === undefined ? '' : ` Another run started beside it at ${utcTime(overlappedAt, now)}.`;
  const advice =
    limit === undefined
      ? " Where runs may overlap, give the job a limit with @MaxRuntime(), or @SkipAlerts(['maxRuntime'])."
      : '';
  return `${run} ${end}${limitText}.${next}${advice}`;
}

/** `cron ReportsService.nightly (nightly-report)` */
function nameOf({ job, jobName }: MissedRun | OverdueRun, line: SafeLine): string {
  const own = jobName === undefined ? '' : ` (${line(jobName, LONGEST_NAME)})`;
  return `${line(job, LONGEST_NAME)}${own}`;
}
