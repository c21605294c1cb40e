import { scoreRun, type RunScore } from './metrics/run-score.js';
import { summarize } from './metrics/summary.js';
import type { Row } from './report/quality-table.js';
import type { Scenario } from './scenarios.js';
import { simulate } from './simulation/simulation.js';
import type { Contender } from './strategies/strategy.js';
import { labelEpisodes } from './truth/labels.js';

/** Plays a scenario with every seed to all contenders. @param onSeed called after each seed, for progress */
export async function measure(
  scenario: Scenario,
  seeds: readonly number[],
  contenders: readonly Contender[],
  onSeed: (seed: number) => void,
): Promise<Row[]> {
  const runs: RunScore[][] = contenders.map(() => []);
  for (const seed of seeds) {
    const { plan, faults } = scenario.prepare(seed);
    const episodes = labelEpisodes(plan);
    (await simulate(plan, faults, contenders)).forEach((timeline, index) => {
      const watches = contenders[index]?.watches ?? [];
      runs[index]?.push(scoreRun(timeline, episodes, watches, plan.length));
    });
    onSeed(seed);
  }
  return contenders.map(({ name }, index) => ({ name, summary: summarize(runs[index] ?? []) }));
}
