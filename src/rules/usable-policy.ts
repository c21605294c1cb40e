import { readProperty } from '../text/guarded-read.js';
import type { ConfigurationProblem } from '../validation/problem.js';
import { problemsOf } from '../validation/schema.js';
import type { IncidentPolicy } from './rule-options.js';
import { ShapeAndPolicySchema } from './rule-options.schema.js';

const FIELDS = [
  'count',
  'within',
  'for',
  'minSamples',
  'keepFiringFor',
  'recoveryRatio',
  'autoClose',
  'staleAfter',
] as const satisfies readonly (keyof IncidentPolicy)[];

/** A policy without what was wrong with it. */
export interface UsablePolicy {
  readonly policy: IncidentPolicy;
  /** What was wrong, and was left out. */
  readonly problems: readonly ConfigurationProblem[];
}

/** Reads the policy from options that were given at run time, without the fields that are wrong. Never throws. */
export function usablePolicy(given: unknown): UsablePolicy {
  // Callers without types give null for what they leave out.
  const read = Object.fromEntries(FIELDS.map((field) => [field, readProperty(given, field) ?? undefined]));
  const problems = problemsOf(ShapeAndPolicySchema, read);
  const wrong = problems.map(({ path }) => path);
  const usable = Object.entries(read).filter(([field, value]) => value !== undefined && !wrong.includes(field));
  return { policy: Object.fromEntries(usable), problems };
}
