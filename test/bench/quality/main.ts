import { fileURLToPath } from 'node:url';
import { readArguments, USAGE, type Arguments } from './arguments.js';
import { measure } from './benchmark.js';
import { gatesTable, passes, type Limits } from './report/gates.js';
import { qualityTable, type Row } from './report/quality-table.js';
import type { Scenario } from './scenarios.js';
import { SEEDS } from './seeds.js';
import { isFleet, OF_INSTANCES, OURS } from './strategies/contenders.js';

/**
 * Runs the alert-quality benchmark and prints its tables as Markdown; progress is written to standard error.
 *
 * @returns the exit code: 0, 1 when a strategy of ours breaks a gate under `--gates`, 2 when the arguments are invalid
 */
export async function main(argv: readonly string[]): Promise<number> {
  let options: Arguments;
  try {
    options = readArguments(argv);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
  const verdicts: boolean[] = [];
  for (const scenario of options.scenarios) verdicts.push(await report(scenario, options));
  return options.gates && verdicts.includes(false) ? 1 : 0;
}

/** Runs and prints one scenario. @returns whether every strategy of ours kept the gates that are measured here */
async function report(scenario: Scenario, { seedSet, count, full, contenders: all }: Arguments): Promise<boolean> {
  const started = performance.now();
  const elapsed = (): string => `${((performance.now() - started) / 1_000).toFixed(1)} s`;
  const seeds = SEEDS[seedSet].slice(0, count ?? (full ? undefined : scenario.fastSeeds));
  const contenders = scenario.isAboutInstances === true ? all.filter((one) => OF_INSTANCES.includes(one)) : all;
  const rows = await measure(scenario, seeds, contenders, (seed) => {
    console.error(`${scenario.name}: seed ${seed} done after ${elapsed()}`);
  });
  console.log(`\n## ${scenario.title}\n\nSeeds: ${seedSet} ${seeds.join(', ')}. Took ${elapsed()}.\n`);
  console.log(qualityTable(rows));
  const { limits, fleetLimits = limits } = scenario;
  const ofFleet = rows.filter(isFleet);
  const others = rows.filter((row) => !isFleet(row));
  const isKept = keepsGates(others, limits, 'Gates');
  return keepsGates(ofFleet, fleetLimits, 'Gates of a fleet') && isKept;
}

/** Prints the gates. @returns whether every strategy of ours keeps them */
function keepsGates(rows: readonly Row[], limits: Limits | undefined, title: string): boolean {
  if (limits === undefined || rows.length === 0) return true;
  console.log(`\n### ${title}\n\n${gatesTable(rows, limits)}`);
  return rows.filter(isOurs).every(({ summary }) => passes(summary, limits));
}

function isOurs({ name }: Row): boolean {
  return OURS.some((contender) => contender.name === name);
}

// Runs only if started by node, not if imported by a test.
if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main(process.argv.slice(2));
