import { compileRule, SUSTAINED, type CompiledRule, type Recovery, type Scope } from './compiled-rule.js';
import type { ErrorNames } from './error-names.js';
import type { LayeredOptions, Level } from './layer.js';
import { RULE_KINDS } from './rule-kinds.js';
import type { AnyRule } from './rule.js';

/** A rule with the options of all levels that have it. */
export interface MergedRule {
  readonly rule: AnyRule;
  readonly scope: Scope;
  readonly layered: LayeredOptions;
  /** The nearest level that has the rule. */
  readonly nearestLevel: Exclude<Level, 'built-in' | 'recommended' | 'defaults'>;
  /** Why it does not count: `enabled: false`, or the level of the `@SkipAlerts` that silences it. */
  readonly silencedBy: string | undefined;
}

/** Whether nothing silences it. */
export function isActive({ silencedBy }: MergedRule): boolean {
  return silencedBy === undefined;
}

/** Whether it is about when runs start and end, and not about how they end. */
export function isAboutTiming({ rule }: MergedRule): boolean {
  return RULE_KINDS[rule.kind].isAboutTiming === true;
}

/** Whether it can count for runs outside HTTP, which have no status. @param isOwnOnly whether only rules count that stand on the method itself */
export function countsForRuns({ rule, nearestLevel }: MergedRule, isOwnOnly: boolean): boolean {
  return !RULE_KINDS[rule.kind].needsStatus && (nearestLevel === 'handler' || !isOwnOnly);
}

/**
 * Makes a merged rule ready for use.
 *
 * @param names distinguishes classes of errors that have one name
 */
export function compileMerged(
  { rule, scope, layered, nearestLevel }: MergedRule,
  names: ErrorNames,
  recovery: Recovery = SUSTAINED,
): CompiledRule {
  const { options, sources } = layered;
  // A patience that the rule itself asks for comes before ours.
  const patience = sources['keepFiringFor']?.at(-1);
  const closesAtOnce = recovery.closesAtOnce && (patience === 'built-in' || patience === 'defaults');
  const compiled = compileRule(rule, options, scope, names, { ...recovery, closesAtOnce });
  return nearestLevel === 'module' ? { ...compiled, isOfModule: true } : compiled;
}
