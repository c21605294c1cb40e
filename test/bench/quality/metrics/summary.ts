import { LABELINGS, type Labeling } from '../truth/labels.js';
import type { RunScore } from './run-score.js';
import { estimate, percentile, sum, wilson, type Estimate, type Share } from './statistics.js';

/** How one contender did over all seeds. */
export interface Summary {
  readonly missed: Readonly<Record<Labeling | 'pooled', Share>>;
  readonly masked: number;
  readonly pagesAWeek: Estimate;
  readonly falseAWeek: Estimate;
  /** Absent if no incident was found. */
  readonly pagesPerIncident: number | undefined;
  readonly detectionP50: number | undefined;
  readonly detectionP95: number | undefined;
  readonly outageDetectionP50: number | undefined;
  readonly staleHoursAWeek: Estimate;
  readonly staleMinutesPerIncident: number | undefined;
  readonly blindMinutesPerIncident: number | undefined;
  readonly prematureAWeek: Estimate;
  readonly callsAWeek: Estimate;
  readonly peakCalls: number;
  readonly aliases: Estimate;
  readonly lostAWeek: Estimate;
  readonly deliveryP50: number | undefined;
  readonly deliveryP95: number | undefined;
}

/** Combines the runs of several seeds: counts per week with their spread; delays and shares are pooled. */
export function summarize(runs: readonly RunScore[]): Summary {
  const weekly = (value: (run: RunScore) => number): Estimate =>
    estimate(runs.map((run) => (value(run) * 7) / run.days));
  const total = (value: (run: RunScore) => number): number => sum(runs.map(value));
  const pooled = (values: (run: RunScore) => readonly number[]): number[] => runs.flatMap(values);
  const missed = (labeling: Labeling): Share =>
    wilson(
      total((run) => run.missed[labeling]),
      total((run) => run.must[labeling]),
    );
  const byLabeling = { budget: missed('budget'), latent: missed('latent') };
  const all = LABELINGS.map((labeling) => byLabeling[labeling]);
  const found = total((run) => run.found);
  const detection = pooled((run) => run.detectionSeconds);
  const delivery = pooled((run) => run.deliverySeconds);
  const ratio = (value: number): number | undefined => (found === 0 ? undefined : value / found);
  return {
    missed: { ...byLabeling, pooled: wilson(sum(all.map(({ hits }) => hits)), sum(all.map(({ of }) => of))) },
    masked: total((run) => run.masked),
    pagesAWeek: weekly((run) => run.pages),
    falseAWeek: weekly((run) => run.falsePages),
    pagesPerIncident: ratio(total((run) => run.incidentPages)),
    detectionP50: percentile(detection, 0.5),
    detectionP95: percentile(detection, 0.95),
    outageDetectionP50: percentile(
      pooled((run) => run.outageDetectionSeconds),
      0.5,
    ),
    staleHoursAWeek: weekly((run) => run.staleHours),
    staleMinutesPerIncident: ratio(sum(pooled((run) => run.staleMinutes))),
    blindMinutesPerIncident: ratio(sum(pooled((run) => run.blindMinutes))),
    prematureAWeek: weekly((run) => run.prematureCloses),
    callsAWeek: weekly((run) => run.calls),
    peakCalls: Math.max(0, ...runs.map((run) => run.peakCalls)),
    aliases: estimate(runs.map((run) => run.aliases)),
    lostAWeek: weekly((run) => run.lost),
    deliveryP50: percentile(delivery, 0.5),
    deliveryP95: percentile(delivery, 0.95),
  };
}
