import type { AlertShape } from './alert-shape.js';
import type { Scope } from './compiled-rule.js';
import type { Declaration } from './declaration.js';
import type { ErrorNames } from './error-names.js';
import { lay, NO_OPTIONS, type LayeredOptions, type Level } from './layer.js';
import type { MergedRule } from './merged-rule.js';
import { RULE_KINDS } from './rule-kinds.js';
import type { IncidentPolicy } from './rule-options.js';
import type { AnyRule } from './rule.js';

/** What one level says. */
export interface LevelDeclaration extends Declaration {
  readonly level: Extract<Level, 'module' | 'controller' | 'handler'>;
}

const SCOPES = { module: 'service', controller: 'controller', handler: 'handler' } as const;

/** The levels whose `@AlertDefaults` reach a rule: what one handler says is no shape for an alert about a whole controller. */
const SHAPED_BY: Readonly<Record<Scope, readonly Level[]>> = {
  service: ['module'],
  controller: ['module', 'controller'],
  handler: ['module', 'controller', 'handler'],
};

/**
 * Merges what the levels say, key by key.
 *
 * @param declared the farthest first
 * @param names distinguishes classes of errors that have one name
 */
export function mergeRules(
  declared: readonly LevelDeclaration[],
  defaults: AlertShape & IncidentPolicy,
  names: ErrorNames,
): MergedRule[] {
  const levels = declared.map((level) => ({
    ...level,
    rules: level.rules.map((rule) => RULE_KINDS[rule.kind].relabel?.(rule, names) ?? rule),
  }));
  const keys = new Set(levels.flatMap(({ rules }) => rules.map(({ key }) => key)));
  return [...keys].flatMap((key) => {
    const said = levels.flatMap(({ level, rules }) =>
      rules.filter((rule) => rule.key === key).map((rule) => ({ level, rule })),
    );
    const nearest = said.at(-1);
    if (nearest === undefined) return [];
    // Ratios cover what they are written on; everything else is counted for each handler.
    const isRatio = said.some(({ rule }) => RULE_KINDS[rule.kind].measure(rule).type === 'ratio');
    const scope = isRatio ? SCOPES[nearest.level] : 'handler';
    const layered = levels.reduce(
      (under, { level, rules, shape }) => {
        const shaped = SHAPED_BY[scope].includes(level) ? lay(under, shape, level) : under;
        const own = rules.find((rule) => rule.key === key);
        return own === undefined ? shaped : lay(shaped, own.options, level);
      },
      groundOf(nearest.rule, defaults),
    );
    const off = said.some(({ rule }) => rule.options.enabled === false);
    const silencedBy = off ? 'enabled: false' : skipThatSilences(nearest.rule, nearest.level, levels);
    return [{ rule: nearest.rule, scope, layered, nearestLevel: nearest.level, silencedBy }];
  });
}

/** What a rule stands on: the built-in policy, what comes with a recommended rule, and the module's defaults. */
export function groundOf(rule: AnyRule, defaults: AlertShape & IncidentPolicy): LayeredOptions {
  const builtIn = lay(NO_OPTIONS, RULE_KINDS[rule.kind].defaults, 'built-in');
  return lay(lay(builtIn, rule.suggested ?? {}, 'recommended'), defaults, 'defaults');
}

/** The `@SkipAlerts` that silences a rule: a handler's silences all, a controller's only what was not said by the handler itself. */
function skipThatSilences(
  rule: AnyRule,
  saidAt: LevelDeclaration['level'],
  levels: readonly LevelDeclaration[],
): string | undefined {
  const nearest = levels.findLast(({ skip }) => skip !== undefined);
  if (nearest === undefined || !nearest.skip?.includes(rule.kind)) return undefined;
  return nearest.level === 'handler' || saidAt !== 'handler' ? `@SkipAlerts on the ${nearest.level}` : undefined;
}
