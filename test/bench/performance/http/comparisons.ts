import type { AdapterName } from '../applications/server.js';
import type { VariantName } from '../applications/variants.js';

/** The target of a comparison on one adapter. */
export interface Aims {
  /** The least share of the base's throughput. */
  readonly ratio?: number;
  /** The most additional CPU time per request, in microseconds. */
  readonly addedCpu?: number;
}

/** Two applications under the same load. */
export interface Comparison {
  readonly base: VariantName;
  readonly variant: VariantName;
  readonly path: string;
  readonly aims?: Readonly<Partial<Record<AdapterName, Aims>>>;
}

const HEALTHY = 'healthy';
// Express takes about 200 µs per request and varies by more than the difference, so only the ratio is meaningful.
const NO_FAILURES = { fastify: { ratio: 0.85, addedCpu: 6 }, express: { ratio: 0.95 } };
const ALL_FAIL = { fastify: { ratio: 0.8 }, express: { ratio: 0.9 } };

/** All comparisons under full load. The first is the control: it shows the difference between two equal applications. */
export const COMPARISONS: readonly Comparison[] = [
  { base: 'bare', variant: 'bare', path: HEALTHY },
  { base: 'bare', variant: 'empty', path: HEALTHY },
  { base: 'bare', variant: 'hook', path: HEALTHY },
  { base: 'bare', variant: 'recommended', path: HEALTHY, aims: NO_FAILURES },
  { base: 'bare', variant: 'three', path: HEALTHY, aims: NO_FAILURES },
  { base: 'empty', variant: 'decorated', path: HEALTHY, aims: { fastify: { addedCpu: 3 } } },
  { base: 'empty', variant: 'filtered', path: HEALTHY },
  { base: 'bare', variant: 'sentry', path: HEALTHY },
  { base: 'bare', variant: 'prometheus', path: HEALTHY },
  { base: 'bare', variant: 'three', path: 'failing/http-exception', aims: ALL_FAIL },
  { base: 'bare', variant: 'three', path: 'failing/error', aims: ALL_FAIL },
  { base: 'bare', variant: 'sentry', path: 'failing/error' },
];
