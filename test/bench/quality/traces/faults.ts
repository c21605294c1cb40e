import { Random } from '../simulation/random.js';
import { HOUR, MINUTE, SECOND } from '../simulation/spans.js';
import type { Absence, Episode, Interval } from './episode.js';
import type { Plan } from './plan.js';

/** A fault of the platform: it rate limits everything, fails every second request, or does not answer. */
export type PlatformFault = Interval & { readonly type: 'refusing' | 'failing' | 'silent' };

/** The store of a fleet does not answer. */
export type StoreFault = Interval & {
  /** Whether it has lost everything when it answers again. */
  readonly isEmptied: boolean;
};

/** Faults of the alerting itself. */
export interface Faults {
  readonly platform: readonly PlatformFault[];
  /** When a person closes every open alert although its incident continues. */
  readonly manualCloses: readonly number[];
  readonly wallJumps: readonly { readonly at: number; readonly by: number }[];
  /** In order; they do not overlap. */
  readonly store: readonly StoreFault[];
}

export const NO_FAULTS: Faults = { platform: [], manualCloses: [], wallJumps: [], store: [] };

type Sabotage = PlatformFault['type'] | 'killOne' | 'killAll' | 'manualClose';

const SABOTAGES: readonly Sabotage[] = [
  'silent',
  'silent',
  'refusing',
  'failing',
  'killOne',
  'killAll',
  'manualClose',
  'manualClose',
];
const PLATFORM_FAULT_LENGTH = 10 * MINUTE;
const RESTART_LENGTH = 10 * SECOND;

/** Adds at most one fault to each incident of a plan, and sets the wall clock twice. */
export function sabotage(plan: Plan, targets: readonly Episode[]): { plan: Plan; faults: Faults } {
  const random = new Random(plan.seed, 'faults');
  const platform: PlatformFault[] = [];
  const manualCloses: number[] = [];
  const killed = new Map<Episode, Absence[]>();
  random.shuffle(targets).forEach((episode, index) => {
    const type = SABOTAGES[index];
    const middle = (episode.from + episode.to) / 2;
    if (type === undefined) return;
    if (type === 'manualClose') manualCloses.push(middle);
    else if (type === 'killAll') killed.set(episode, restarts(middle, plan.instances));
    else if (type === 'killOne') killed.set(episode, restarts(middle, plan.instances).slice(0, 1));
    else platform.push(platformFault(type, episode, random));
  });
  const episodes = plan.episodes.map((episode) => ({
    ...episode,
    effects: [...episode.effects, ...(killed.get(episode) ?? [])],
  }));
  const wallJumps = [HOUR, -HOUR].map((by) => ({ at: random.next() * plan.length, by }));
  return { plan: { ...plan, episodes }, faults: { platform, manualCloses, wallJumps, store: [] } };
}

/** The store of a fleet goes away around the beginning of each incident, for half a minute to a quarter of an hour. */
export function withoutStore(plan: Plan, targets: readonly Episode[], isEmptied: boolean): Faults {
  const random = new Random(plan.seed, 'store');
  const store = targets.map(({ from }): StoreFault => {
    const start = Math.max(0, from + random.uniform(-5, 5) * MINUTE);
    return { from: start, to: start + random.logUniform(0.5, 15) * MINUTE, isEmptied };
  });
  return { ...NO_FAULTS, store };
}

/** Starts early enough to contain the first alert of the episode. */
function platformFault(type: PlatformFault['type'], episode: Episode, random: Random): PlatformFault {
  const from = episode.from - random.uniform(0, 5 * MINUTE);
  return { type, from, to: from + PLATFORM_FAULT_LENGTH };
}

function restarts(at: number, instances: number): Absence[] {
  return Array.from({ length: instances }, (_, instance) => ({
    type: 'absence',
    from: at,
    to: at + RESTART_LENGTH,
    instance,
    cause: 'crash',
  }));
}
