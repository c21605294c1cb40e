import type { HealthReading } from '../rules/outcome.js';
import { formatBytes } from '../text/bytes.js';
import { counted } from '../text/count.js';
import { percent, sharePercent } from '../text/percent.js';
import { formatAgainst, formatDuration } from '../time/duration.js';
import type { KindText } from './kind-text.js';

/** The words of incidents about the process itself. */
export const HEALTH_TEXT: KindText = {
  failures: (bad) => `${counted(bad, 'check')} over the limit`,
  short: 'over the limit',
  end: ({ operation }) => `${operation === 'process:heap' ? 'the heap' : 'the event loop'} is below the limit again`,
  evidence: ({ bad, example }) => {
    // After a restart, the last reading is unknown until the next one.
    if (example?.health === undefined) return `${HEALTH_TEXT.failures(bad)}.`;
    return evidenceOf(example.health);
  },
};

function evidenceOf(reading: HealthReading): string {
  const lasted = formatDuration(reading.lasted);
  if (reading.signal === 'eventLoopDelay') {
    const { p99, limit } = reading;
    return (
      `The 99th percentile of the event loop's delay was ${formatAgainst(p99, limit)} over ${lasted}; the limit is ${formatDuration(limit)}. ` +
      'While the loop is blocked, the process answers nothing. Look for synchronous work: large JSON, cryptography, regular expressions, long loops.'
    );
  }
  const { used, size, limit } = reading;
  return (
    `The heap uses ${formatBytes(used)} of ${formatBytes(size)} (${sharePercent(used, size, limit)}) and has been over ${percent(limit)} for ${lasted}. ` +
    'When it is full, the process ends. Look for a leak, or raise `--max-old-space-size`.'
  );
}
