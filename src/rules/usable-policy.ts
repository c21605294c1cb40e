import type { Problem } from '../validation/problem.js';
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
  readonly problems: readonly Problem[];
}

/** Takes from options that were given while the application runs what can be used of a policy. Never throws. */
export function usablePolicy(given: unknown): UsablePolicy {
  const read = Object.fromEntries(FIELDS.map((field) => [field, fieldOf(given, field)]));
  const problems = problemsOf(ShapeAndPolicySchema, read);
  const wrong = problems.map(({ path }) => path);
  const usable = Object.entries(read).filter(([field, value]) => value !== undefined && !wrong.includes(field));
  return { policy: Object.fromEntries(usable), problems };
}

function fieldOf(given: unknown, field: keyof IncidentPolicy): unknown {
  if (typeof given !== 'object' || given === null) return undefined;
  try {
    // Callers without types give null for what they do not want to say.
    return Reflect.get(given, field) ?? undefined;
  } catch {
    return undefined;
  }
}
