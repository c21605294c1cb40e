import type { HealthReading } from '../rules/outcome.js';
import { formatBytes } from '../text/bytes.js';
import { counted, formatCount } from '../text/count.js';
import { percent, sharePercent } from '../text/percent.js';
import { formatAgainst, formatDuration } from '../time/duration.js';
import type { KindText, SafeLine } from './kind-text.js';

/** The words of incidents about the process itself. */
export const HEALTH_TEXT: KindText = {
  failures: (bad) => `${counted(bad, 'check')} failed`,
  short: 'checks failed',
  end: ({ operation }) => ENDS[operation] ?? 'the last check succeeded',
  evidence: ({ bad, example }, _now, line) => {
    // After a restart, the last reading is unknown until the next one.
    if (example?.health === undefined) return `${HEALTH_TEXT.failures(bad)}.`;
    return evidenceOf(example.health, line);
  },
};

const ENDS: Readonly<Record<string, string>> = {
  'process:event-loop': 'the event loop is below the limit again',
  'process:heap': 'the heap is below the limit again',
  'process:instances': 'enough instances are alive again',
};

/** More names are counted. */
const MOST_NAMED = 10;
/** A name of an instance needs no more room. UTF-16 units. */
const LONGEST_NAME = 100;

function evidenceOf(reading: HealthReading, line: SafeLine): string {
  const lasted = formatDuration(reading.lasted);
  if (reading.signal === 'eventLoopDelay') {
    const { p99, limit } = reading;
    return (
      `The 99th percentile of the event loop's delay was ${formatAgainst(p99, limit)} over ${lasted}; the limit is ${formatDuration(limit)}. ` +
      'While the loop is blocked, the process answers nothing. Look for synchronous work: large JSON, cryptography, regular expressions, long loops.'
    );
  }
  if (reading.signal === 'instances') {
    const { alive, limit, lost } = reading;
    const names = lost.slice(0, MOST_NAMED).map((name) => line(name, LONGEST_NAME));
    const rest = lost.length > MOST_NAMED ? [`${formatCount(lost.length - MOST_NAMED)} more`] : [];
    const vanished = lost.length === 0 ? '' : ` Lost within the last 5 minutes: ${[...names, ...rest].join(', ')}.`;
    return (
      `For ${lasted}, only ${counted(alive, 'instance')} ${alive === 1 ? 'has' : 'have'} been alive; \`fleet.expect\` is ${formatCount(limit)}.${vanished} ` +
      'Look for crashes, a deploy that does not get on, or instances that cannot reach Redis.'
    );
  }
  const { used, size, limit } = reading;
  return (
    `The heap uses ${formatBytes(used)} of ${formatBytes(size)} (${sharePercent(used, size, limit)}) and has been over ${percent(limit)} for ${lasted}. ` +
    'When it is full, the process ends. Look for a leak, or raise `--max-old-space-size`.'
  );
}
