import fc from 'fast-check';

import type { SeriesCount } from '../../src/fleet/fleet-store.js';

const TYPES = [
  'sync',
  'open',
  'take',
  'notified',
  'recovering',
  'local',
  'closing',
  'closed',
  'refire',
  'adopt',
  'hold',
  'leave',
  'mute',
  'reserve',
  'flush',
] as const;

/** One step of a random walk; a type reads what it needs. */
export interface Step {
  readonly type: (typeof TYPES)[number];
  readonly member: string;
  readonly alias: string;
  readonly incidentId: string;
  /** How much time passes before it, in milliseconds; below zero, the store's clock is set back. */
  readonly after: number;
  readonly sequence: number;
  readonly counts: readonly SeriesCount[];
  /** Whether the member reads the whole history. */
  readonly forgets: boolean;
  readonly milliseconds: number;
  readonly wanted: number;
}

const weights: Partial<Record<Step['type'], number>> = { sync: 12, open: 3, closing: 2, closed: 2, notified: 2 };

/** Random steps of a few processes. */
export function steps(members: readonly string[]): fc.Arbitrary<Step[]> {
  const time = fc.oneof(
    { weight: 12, arbitrary: fc.integer({ min: 0, max: 2_500 }) },
    { weight: 3, arbitrary: fc.integer({ min: 2_000, max: 20_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: 60_000, max: 4_000_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: -60_000, max: -1 }) },
  );
  const count = fc.record({
    series: fc.constantFrom('s1', 's2', 's3', 's4'),
    bad: fc.integer({ min: 0, max: 2 ** 21 - 1 }),
    total: fc.integer({ min: 0, max: 2 ** 26 }),
  });
  const step = fc.record({
    type: fc.oneof(
      ...TYPES.map((type) => ({ weight: weights[type] ?? 1, arbitrary: fc.constant<Step['type']>(type) })),
    ),
    member: fc.constantFrom(...members),
    alias: fc.constantFrom('shop:test:1', 'shop:test:\u00e4/2'),
    incidentId: fc.constantFrom('incident-1', 'incident-2'),
    after: time,
    sequence: fc.integer({ min: 1, max: 4 }),
    counts: fc.uniqueArray(count, { maxLength: 4, selector: ({ series }) => series }),
    forgets: fc.boolean(),
    milliseconds: fc.constantFrom(0, 5_000, 100_000),
    wanted: fc.integer({ min: 1, max: 7 }),
  });
  return fc.array(step, { minLength: 20, maxLength: 80 });
}
