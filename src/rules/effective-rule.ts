import type { AlertKind } from './alert-shape.js';
import type { Scope } from './compiled-rule.js';
import type { MergedRule } from './merged-rule.js';
import type { OutcomeKind } from './outcome.js';
import { RULE_KINDS } from './rule-kinds.js';

/** A rule as it holds for a handler, with where each of its fields was said. Given by `explain()`. */
export interface EffectiveRule {
  readonly key: string;
  readonly kind: AlertKind;
  /** The matcher in words. */
  readonly matches: string;
  /** What is counted together. */
  readonly scope: Scope;
  /** Whether the rule counts at all. */
  readonly active: boolean;
  /** Why it does not: `enabled: false`, the level of the `@SkipAlerts` that silences it, or that runs of this kind have no status. */
  readonly silencedBy?: string | undefined;
  /** The nearest level that has the rule. */
  readonly level: 'module' | 'controller' | 'handler';
  /** What the runs of the method are observed as: `http`, `schedule`; absent for a class, and where they are not observed. */
  readonly observedAs?: OutcomeKind | undefined;
  /** Each field with its value and the level that set it. */
  readonly fields: Readonly<Record<string, { readonly value: unknown; readonly from: string }>>;
}

/** Shows a merged rule. @param observedAs what the runs of the method are observed as */
export function effectiveRule(merged: MergedRule, observedAs?: OutcomeKind): EffectiveRule {
  const { rule, scope, layered } = merged;
  const silencedBy = merged.silencedBy ?? whyNot(merged, observedAs);
  return {
    key: rule.key,
    kind: rule.kind,
    matches: rule.label,
    scope,
    active: silencedBy === undefined,
    silencedBy,
    level: merged.nearestLevel,
    observedAs,
    fields: Object.fromEntries(
      Object.entries(layered.sources).map(([field, levels]) => [
        field,
        { value: Reflect.get(layered.options, field) as unknown, from: levels.join(' + ') },
      ]),
    ),
  };
}

function whyNot({ rule, nearestLevel }: MergedRule, observedAs: OutcomeKind | undefined): string | undefined {
  if (observedAs === undefined || observedAs === 'http') return undefined;
  if (RULE_KINDS[rule.kind].needsStatus) return 'no status outside HTTP';
  if (observedAs === 'method' && nearestLevel !== 'handler') return 'only rules on the method itself count';
  return undefined;
}
