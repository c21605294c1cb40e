import { formatBytes } from '../../text/bytes.js';
import { counted, formatCount } from '../../text/count.js';
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
  /** Milliseconds for the event loop's delay, a share of the heap's limit for the heap, a number for the instances. */
  readonly limit: number;
}

/** Every request is slow, the process is about to end, or capacity is missing. */
const SUGGESTED: AlertShape = { priority: 'P2' };

const LABELS: Readonly<Record<HealthReading['signal'], (limit: number) => string>> = {
  eventLoopDelay: (limit) => formatDuration(limit).replaceAll(' ', ''),
  heap: percent,
  instances: String,
};

/** Where the last reading is not known. */
const HEADLINES: Readonly<Record<HealthReading['signal'], string>> = {
  eventLoopDelay: 'event loop blocked',
  heap: 'heap nearly full',
  instances: 'too few instances alive',
};

/** A rule about one signal of the process. The observer waits until it has lasted, so the first bad reading is an incident. */
export function processHealthRule(signal: HealthReading['signal'], limit: number): ProcessHealthRule {
  return {
    kind: 'processHealth',
    key: ruleKey('processHealth', signal, {}),
    label: LABELS[signal](limit),
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
  isPerInstance: ({ signal }) => signal !== 'instances',
  // Only the options `processHealth` and `fleet.expect` make it.
  isUsable: () => false,
  measure: ({ options }) => countOf(options),
  judge:
    ({ signal }) =>
    ({ health }) =>
      health?.signal !== signal ? 'ignored' : health.isOver ? 'bad' : 'good',
  headline: ({ signal }, { example }) => {
    const reading = example?.health;
    if (reading === undefined) return { parts: [HEADLINES[signal]] };
    return { parts: [headlineOf(reading)] };
  },
};

function headlineOf(reading: HealthReading): string {
  const lasted = formatDuration(reading.lasted);
  if (reading.signal === 'eventLoopDelay') {
    const delay = formatAgainst(reading.p99, reading.limit);
    return `event loop blocked, p99 delay ${delay} over ${lasted} (limit ${formatDuration(reading.limit)})`;
  }
  if (reading.signal === 'instances') {
    const { alive, limit } = reading;
    return `only ${formatCount(alive)} of ${counted(limit, 'instance')} alive for ${lasted}`;
  }
  const { used, size, limit } = reading;
  return `heap at ${sharePercent(used, size, limit)} of ${formatBytes(size)} for ${lasted} (limit ${percent(limit)})`;
}
