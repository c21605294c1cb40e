import { formatBytes } from '../../text/bytes.js';
import { percent, sharePercent } from '../../text/percent.js';
import { formatAgainst, formatDuration } from '../../time/duration.js';
import type { AlertShape } from '../alert-shape.js';
import type { HealthReading } from '../outcome.js';
import { COUNTED, countOf, EVERY_RULE } from '../policy.js';
import type { RuleKind } from '../rule-kind.js';
import { ruleKey, type AnyRule } from '../rule.js';

/** Readings of the process that are over their limit are bad. */
export interface ProcessHealthRule extends AnyRule<'processHealth'> {
  readonly signal: HealthReading['signal'];
  /** Milliseconds for the event loop's delay, a share of the heap's limit for the heap. */
  readonly limit: number;
}

/** Every request is slow, or the process is about to end. */
const SUGGESTED: AlertShape = { priority: 'P2' };

/** A rule about one signal of the process. The observer waits until it has lasted, so the first bad reading is an incident. */
export function processHealthRule(signal: HealthReading['signal'], limit: number): ProcessHealthRule {
  return {
    kind: 'processHealth',
    key: ruleKey('processHealth', signal, {}),
    label: signal === 'heap' ? percent(limit) : formatDuration(limit).replaceAll(' ', ''),
    signal,
    limit,
    options: { count: COUNTED.count, within: COUNTED.within, for: EVERY_RULE.for },
    suggested: SUGGESTED,
    problems: [],
  };
}

/** Everything that makes the kind of rule "process health". The next good reading ends its incident. */
export const processHealthKind: RuleKind<ProcessHealthRule> = {
  defaults: { ...EVERY_RULE, ...COUNTED },
  precedence: 0,
  coversOtherKinds: false,
  readsErrors: false,
  needsInterceptor: false,
  namesErrorClass: false,
  needsStatus: false,
  isOfProcess: true,
  // Only the option `processHealth` makes it.
  isUsable: () => false,
  measure: ({ options }) => countOf(options),
  judge:
    ({ signal }) =>
    ({ health }) =>
      health?.signal !== signal ? 'ignored' : health.isOver ? 'bad' : 'good',
  headline: ({ signal }, { example }) => {
    const reading = example?.health;
    if (reading === undefined) return { parts: [signal === 'heap' ? 'heap nearly full' : 'event loop blocked'] };
    return { parts: [headlineOf(reading)] };
  },
};

function headlineOf(reading: HealthReading): string {
  const lasted = formatDuration(reading.lasted);
  if (reading.signal === 'eventLoopDelay') {
    const delay = formatAgainst(reading.p99, reading.limit);
    return `event loop blocked, p99 delay ${delay} over ${lasted} (limit ${formatDuration(reading.limit)})`;
  }
  const { used, size, limit } = reading;
  return `heap at ${sharePercent(used, size, limit)} of ${formatBytes(size)} for ${lasted} (limit ${percent(limit)})`;
}
