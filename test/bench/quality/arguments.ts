import { parseArgs } from 'node:util';
import { SCENARIOS, type Scenario } from './scenarios.js';
import { SEEDS, type SeedSet } from './seeds.js';
import { BASELINES, OURS } from './strategies/contenders.js';
import { TRIED } from './strategies/ours.js';
import type { Contender } from './strategies/strategy.js';

/** What to run. */
export interface Arguments {
  readonly seedSet: SeedSet;
  readonly contenders: readonly Contender[];
  readonly scenarios: readonly Scenario[];
  /** The number of seeds; absent: that of the profile. */
  readonly count: number | undefined;
  /** All seeds of the set, instead of the first few. */
  readonly full: boolean;
  /** Whether a broken gate fails the run. */
  readonly gates: boolean;
}

export const USAGE = `Usage: npm run bench:quality -- [options]
  --seeds tuning|test   which frozen seeds (default: tuning)
  --full                all of them, instead of the first few
  --count <n>           the first n of them
  --scenario <name>     only this one: ${SCENARIOS.map(({ name }) => name).join(', ')}
  --only <text>         only strategies whose name contains the text
  --ours                without the baselines
  --tried               also what was tried and is not in the library
  --gates               fail when a strategy of ours breaks a gate`;

/**
 * Reads the command line.
 *
 * @throws Error if it is invalid; the message says why
 */
export function readArguments(argv: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seeds: { type: 'string', default: 'tuning' },
      full: { type: 'boolean', default: false },
      count: { type: 'string' },
      scenario: { type: 'string' },
      only: { type: 'string', default: '' },
      ours: { type: 'boolean', default: false },
      tried: { type: 'boolean', default: false },
      gates: { type: 'boolean', default: false },
    },
  });
  const { seeds: seedSet, full, gates } = values;
  if (!isSeedSet(seedSet)) throw new Error(`--seeds takes ${Object.keys(SEEDS).join(' or ')}, not ${seedSet}.`);
  const count = values.count === undefined ? undefined : Number(values.count);
  if (count !== undefined && !(Number.isInteger(count) && count > 0))
    throw new Error('--count takes a number above 0.');
  const scenarios = SCENARIOS.filter(({ name }) => values.scenario === undefined || name === values.scenario);
  if (scenarios.length === 0) throw new Error(`There is no scenario "${values.scenario}".`);
  const all = [...(values.ours ? [] : BASELINES), ...OURS, ...(values.tried ? TRIED : [])];
  const contenders = all.filter(({ name }) => name.includes(values.only));
  if (contenders.length === 0) throw new Error('No strategy is left to run.');
  return { seedSet, contenders, scenarios, count, full, gates };
}

function isSeedSet(name: string): name is SeedSet {
  return name in SEEDS;
}
