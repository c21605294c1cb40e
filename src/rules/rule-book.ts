import type { AlertKind, AlertShape } from './alert-shape.js';
import { classChain } from './class-chain.js';
import { compileRule, type CompiledRule, type Scope } from './compiled-rule.js';
import { declarationOf, type Declaration } from './declaration.js';
import { ErrorNames } from './error-names.js';
import { lay, layShape, NO_OPTIONS, type LayeredOptions, type Level } from './layer.js';
import { onException } from './kinds/exception.js';
import type { IncidentPolicy } from './rule-options.js';
import { RULE_KINDS } from './rule-kinds.js';
import type { AnyRule } from './rule.js';

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

interface LevelDeclaration extends Declaration {
  readonly level: Extract<Level, 'module' | 'controller' | 'handler'>;
}

interface MergedRule {
  readonly rule: AnyRule;
  readonly scope: Scope;
  readonly layered: LayeredOptions;
  readonly silencedBy: string | undefined;
}

const SCOPES = { module: 'service', controller: 'controller', handler: 'handler' } as const;

/** The levels whose `@AlertDefaults` reach a rule: what one handler says is no shape for an alert about a whole controller. */
const SHAPED_BY: Readonly<Record<Scope, readonly Level[]>> = {
  service: ['module'],
  controller: ['module', 'controller'],
  handler: ['module', 'controller', 'handler'],
};

/** All rules of an application: what the module, its controllers and their handlers say, merged once per handler. */
export class RuleBook {
  readonly #module: LevelDeclaration;
  readonly #defaults: AlertShape & IncidentPolicy;
  readonly #ofHandlers = new WeakMap<object, WeakMap<object, readonly CompiledRule[]>>();
  readonly #ofControllers = new WeakMap<object, readonly CompiledRule[]>();
  /** Tells classes of errors apart that have one name. */
  readonly errorNames = new ErrorNames();
  #ofModule: readonly CompiledRule[] | undefined;

  constructor(rules: readonly AnyRule[], defaults: AlertShape & IncidentPolicy) {
    this.#module = { level: 'module', rules, shape: {} };
    this.#defaults = defaults;
  }

  /** The rules that count for a handler of a class. The work is done at the first call only. */
  rulesFor(controller: object, handler: object): readonly CompiledRule[] {
    // Keyed by class and handler: a handler that two controllers inherit is one function.
    let ofHandlers = this.#ofHandlers.get(controller);
    if (ofHandlers === undefined) this.#ofHandlers.set(controller, (ofHandlers = new WeakMap()));
    let rules = ofHandlers.get(handler);
    if (rules === undefined)
      ofHandlers.set(handler, (rules = this.#compile(this.#merge(controller, handler), controller)));
    return rules;
  }

  /** The rules for what reaches no handler: the module's. */
  get rulesWithoutHandler(): readonly CompiledRule[] {
    return (this.#ofModule ??= this.#mergeLevels([this.#module])
      .filter(isActive)
      .map((rule) => this.#compileOne(rule)));
  }

  /** The shape of an alert behind which no rule stands: what the application says of it, over the module's defaults. */
  shapeFor(shape: AlertShape): AlertShape {
    return layShape(this.#defaults, shape);
  }

  /**
   * The rule for a task under `watch()`: any error is an incident, unless `count` says otherwise, and the next success its end, unless it
   * flaps or `keepFiringFor` says otherwise.
   */
  ruleForTask(said: AlertShape & IncidentPolicy): CompiledRule {
    const rule = onException();
    const { options } = lay(this.#groundOf(rule), said, 'handler');
    return compileRule(rule, options, 'handler', this.errorNames, {
      recovery: 'first-success',
      closesAtOnce: said.keepFiringFor === undefined,
    });
  }

  /** Shows the effective rules of a handler, or of a class for all its handlers, field by field. */
  explain(controller: object, handler?: object): EffectiveRule[] {
    return this.#merge(controller, handler).map(({ rule, scope, layered, silencedBy }) => ({
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
    }));
  }

  #merge(controller: object, handler?: object): MergedRule[] {
    const classes = classChain(controller)
      .toReversed()
      .map((type): LevelDeclaration => ({ level: 'controller', ...declarationOf(type) }));
    const method: LevelDeclaration[] = handler === undefined ? [] : [{ level: 'handler', ...declarationOf(handler) }];
    return this.#mergeLevels([this.#module, ...classes, ...method]);
  }

  #mergeLevels(declared: readonly LevelDeclaration[]): MergedRule[] {
    const levels = declared.map((level) => ({
      ...level,
      rules: level.rules.map((rule) => RULE_KINDS[rule.kind].relabel?.(rule, this.errorNames) ?? rule),
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
      const layered = levels.reduce((under, { level, rules, shape }) => {
        const shaped = SHAPED_BY[scope].includes(level) ? lay(under, shape, level) : under;
        const own = rules.find((rule) => rule.key === key);
        return own === undefined ? shaped : lay(shaped, own.options, level);
      }, this.#groundOf(nearest.rule));
      const off = said.some(({ rule }) => rule.options.enabled === false);
      const silencedBy = off ? 'enabled: false' : skipThatSilences(nearest.rule, nearest.level, levels);
      return [{ rule: nearest.rule, scope, layered, silencedBy }];
    });
  }

  /** What a rule stands on: the built-in policy, what comes with a recommended rule, and the module's defaults. */
  #groundOf(rule: AnyRule): LayeredOptions {
    const builtIn = lay(NO_OPTIONS, RULE_KINDS[rule.kind].defaults, 'built-in');
    return lay(lay(builtIn, rule.suggested ?? {}, 'recommended'), this.#defaults, 'defaults');
  }

  // What is counted together has to be one rule for all who count in it, so the wider scopes are compiled once, by what they say themselves.
  #compile(merged: readonly MergedRule[], controller: object): readonly CompiledRule[] {
    return merged.filter(isActive).flatMap((rule) => {
      if (rule.scope === 'handler') return [this.#compileOne(rule)];
      const wider = rule.scope === 'service' ? this.rulesWithoutHandler : this.#rulesOfController(controller);
      return wider.filter((candidate) => candidate.rule.key === rule.rule.key);
    });
  }

  #compileOne({ rule, scope, layered }: MergedRule): CompiledRule {
    return compileRule(rule, layered.options, scope, this.errorNames);
  }

  #rulesOfController(controller: object): readonly CompiledRule[] {
    let rules = this.#ofControllers.get(controller);
    if (rules === undefined) {
      // Compiled even where a class-level skip silences it: a handler may have undone the skip.
      rules = this.#merge(controller).map((rule) => this.#compileOne(rule));
      this.#ofControllers.set(controller, rules);
    }
    return rules;
  }
}

function isActive({ silencedBy }: MergedRule): boolean {
  return silencedBy === undefined;
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
