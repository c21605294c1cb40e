import type { AlertKind } from './alert-shape.js';
import type { Scope } from './compiled-rule.js';
import type { MergedRule } from './merged-rules.js';

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
  /** Why it does not: `enabled: false`, or the level of the `@SkipAlerts` that silences it. */
  readonly silencedBy?: string | undefined;
  /** Each field with its value and the level that set it. */
  readonly fields: Readonly<Record<string, { readonly value: unknown; readonly from: string }>>;
}

/** Shows a merged rule. */
export function effectiveRule({ rule, scope, layered, silencedBy }: MergedRule): EffectiveRule {
  return {
    key: rule.key,
    kind: rule.kind,
    matches: rule.label,
    scope,
    active: silencedBy === undefined,
    silencedBy,
    fields: Object.fromEntries(
      Object.entries(layered.sources).map(([field, levels]) => [
        field,
        { value: Reflect.get(layered.options, field) as unknown, from: levels.join(' + ') },
      ]),
    ),
  };
}
