/**
 * The seeds, frozen. Strategies may be tuned on the tuning seeds only; results are published on the test seeds only.
 * Changing either list after seeing the results would invalidate them.
 */
export const SEEDS = {
  tuning: range(1, 12),
  test: range(101, 130),
} as const;

export type SeedSet = keyof typeof SEEDS;

function range(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
