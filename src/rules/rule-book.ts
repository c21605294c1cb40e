import type { AlertShape } from './alert-shape.js';
import { classChain } from './class-chain.js';
import { compileRule, FIRST_SUCCESS, type CompiledRule, type Recovery } from './compiled-rule.js';
import { declarationOf } from './declaration.js';
import { effectiveRule, type EffectiveRule } from './effective-rule.js';
import { ErrorNames } from './error-names.js';
import { onException } from './kinds/exception.js';
import { lay, layShape } from './layer.js';
import { compileMerged, countsForRuns, isAboutTiming, isActive, type MergedRule } from './merged-rule.js';
import { groundOf, mergeRules, type LevelDeclaration } from './merged-rules.js';
import type { OutcomeKind } from './outcome.js';
import type { IncidentPolicy } from './rule-options.js';
import type { AnyRule } from './rule.js';
import { isScheduled as isJob } from './rules-of-jobs.js';

/** What decides which rules count for runs of a method outside HTTP. */
export interface RunOfMethod {
  /** Whether only rules count that stand on the method itself: nothing but the application's own code calls it. */
  readonly isOwnOnly: boolean;
  /** Whether it processes the jobs of a queue: rules about waiting jobs count nowhere else. */
  readonly isQueue: boolean;
  /** When incidents of rules that count bad runs of this method end. */
  readonly recovery: Recovery;
}

/** All rules of an application: what the module, its classes and their methods say, merged once per method. */
export class RuleBook {
  readonly #module: LevelDeclaration;
  readonly #ofJobs: readonly AnyRule[];
  readonly #defaults: AlertShape & IncidentPolicy;
  readonly #ofHandlers = new WeakMap<object, WeakMap<object, readonly CompiledRule[]>>();
  readonly #ofControllers = new WeakMap<object, readonly CompiledRule[]>();
  /** Tells classes of errors apart that have one name. */
  readonly errorNames = new ErrorNames();
  #ofModule: readonly CompiledRule[] | undefined;

  /**
   * @param ofJobs the module's rules about the times of scheduled jobs. @defaultValue none
   */
  constructor(rules: readonly AnyRule[], defaults: AlertShape & IncidentPolicy, ofJobs: readonly AnyRule[] = []) {
    this.#module = { level: 'module', rules, shape: {} };
    this.#ofJobs = ofJobs;
    this.#defaults = defaults;
  }

  /** The rules that count for a handler of a class. The work is done at the first call only. */
  rulesFor(controller: object, handler: object): readonly CompiledRule[] {
    // Keyed by class and handler: a handler that two controllers inherit is one function.
    let ofHandlers = this.#ofHandlers.get(controller);
    if (ofHandlers === undefined) this.#ofHandlers.set(controller, (ofHandlers = new WeakMap()));
    let rules = ofHandlers.get(handler);
    if (rules === undefined) {
      const merged = this.#merge(controller, handler).filter((rule) => isActive(rule) && !isAboutTiming(rule));
      rules = this.#compile(merged, controller);
      ofHandlers.set(handler, rules);
    }
    return rules;
  }

  /** The rules that count for runs of a method that no HTTP request reaches. They are compiled at each call. */
  rulesForRuns(type: object, method: object, { isOwnOnly, isQueue, recovery }: RunOfMethod): readonly CompiledRule[] {
    const merged = this.#merge(type, method).filter(
      (rule) => isActive(rule) && !isAboutTiming(rule) && countsForRuns(rule, isOwnOnly),
    );
    return this.#compile(merged, type, recovery).filter(({ needsQueue }) => isQueue || !needsQueue);
  }

  /** The rules about when runs of a method start and end. @param isScheduled whether those of the module for jobs count as well */
  rulesForTiming(
    type: object,
    method: object,
    { isOwnOnly, isScheduled }: Pick<RunOfMethod, 'isOwnOnly'> & { readonly isScheduled: boolean },
  ): readonly CompiledRule[] {
    return this.#merge(type, method, isScheduled ? this.#ofJobs : [])
      .filter((rule) => isActive(rule) && isAboutTiming(rule) && countsForRuns(rule, isOwnOnly))
      .map((rule) => this.#compileOne(rule, FIRST_SUCCESS));
  }

  /** The rules for what reaches no handler: the module's. */
  get rulesWithoutHandler(): readonly CompiledRule[] {
    return (this.#ofModule ??= this.#mergeLevels([this.#module])
      .filter((rule) => isActive(rule) && !isAboutTiming(rule))
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
    const { options } = lay(groundOf(rule, this.#defaults), said, 'handler');
    const closesAtOnce = said.keepFiringFor === undefined;
    return compileRule(rule, options, 'handler', this.errorNames, { recovery: 'first-success', closesAtOnce });
  }

  /** A rule about the process itself, over the module's defaults. Its next good reading ends its incident, unless it flaps. */
  ruleForProcess(rule: AnyRule): CompiledRule {
    const { options } = lay(groundOf(rule, this.#defaults), rule.options, 'module');
    return compileRule(rule, options, 'handler', this.errorNames, FIRST_SUCCESS);
  }

  /** Shows the effective rules of a method, or of a class for all its methods, field by field. */
  explain(controller: object, handler?: object, observedAs?: OutcomeKind): EffectiveRule[] {
    const ofJobs = handler !== undefined && isJob(handler) ? this.#ofJobs : [];
    return this.#merge(controller, handler, ofJobs).map((rule) => effectiveRule(rule, observedAs));
  }

  #merge(controller: object, handler?: object, ofJobs: readonly AnyRule[] = []): MergedRule[] {
    const module = { ...this.#module, rules: [...this.#module.rules, ...ofJobs] };
    const classes = classChain(controller)
      .toReversed()
      .map((type): LevelDeclaration => ({ level: 'controller', ...declarationOf(type) }));
    const method: LevelDeclaration[] = handler === undefined ? [] : [{ level: 'handler', ...declarationOf(handler) }];
    return this.#mergeLevels([module, ...classes, ...method]);
  }

  #mergeLevels(levels: readonly LevelDeclaration[]): MergedRule[] {
    return mergeRules(levels, this.#defaults, this.errorNames);
  }

  // What is counted together has to be one rule for all who count in it, so the wider scopes are compiled once, by what they say themselves.
  #compile(merged: readonly MergedRule[], controller: object, recovery?: Recovery): readonly CompiledRule[] {
    return merged.flatMap((rule) => {
      if (rule.scope === 'handler') return [this.#compileOne(rule, recovery)];
      const wider = rule.scope === 'service' ? this.rulesWithoutHandler : this.#rulesOfController(controller);
      return wider.filter((candidate) => candidate.rule.key === rule.rule.key);
    });
  }

  #compileOne(rule: MergedRule, recovery?: Recovery): CompiledRule {
    return compileMerged(rule, this.errorNames, recovery);
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
