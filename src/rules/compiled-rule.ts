import type { AlertShape } from './alert-shape.js';
import type { ErrorNames } from './error-names.js';
import type { ObservedOutcome } from './outcome.js';
import { timesOf, type Policy } from './policy.js';
import type { Figures, HeadlineFacts } from './headline.js';
import type { Headline } from '../text/headline.js';
import { RULE_KINDS } from './rule-kinds.js';
import type { RuleOptions } from './rule-options.js';
import type { AnyRule } from './rule.js';
import { causeOf, type Cause } from './cause.js';
import type { Judge } from './verdict.js';

/** What a rule covers: its samples are counted together. */
export type Scope = 'service' | 'controller' | 'handler';

/** When incidents of a rule end. */
export type Recovery = Pick<Policy, 'recovery' | 'closesAtOnce'>;

/** How incidents end of what does not run again before the process starts again: a person closes them. */
export const NEVER: Recovery = { recovery: 'never', closesAtOnce: false };

/** How incidents end where enough runs to see whether the trouble is over. */
export const SUSTAINED: Recovery = { recovery: 'sustained', closesAtOnce: false };

/** How incidents end whose operation runs so rarely that its next success has to be proof enough: at once, unless they flap. */
export const FIRST_SUCCESS: Recovery = { recovery: 'first-success', closesAtOnce: true };

/** A rule as it holds for one handler, ready for use on every request. What depends on its kind is worked out, so that its users need not ask for the kind. */
export interface CompiledRule {
  /** The nearest rule of its key, with the options of all levels. */
  readonly rule: AnyRule;
  readonly scope: Scope;
  readonly policy: Policy;
  /** Whether nothing nearer than the module says it. Absent: no. */
  readonly isOfModule?: boolean;
  /** How its alerts look. */
  readonly shape: AlertShape;
  readonly judge: Judge;
  /** What a bad outcome has in common with others of its kind; it completes the alias. */
  readonly discriminate: (outcome: ObservedOutcome) => string;
  /** How precisely the rule describes a bad outcome, within its kind. */
  readonly specificity: (outcome: ObservedOutcome) => number;
  /** What a bad outcome is attributed to. @param last that of an earlier one, which is returned if it is the same */
  readonly cause: (outcome: ObservedOutcome, last?: Cause) => Cause;
  /** The rule with the lowest is the nearest to the cause. */
  readonly precedence: number;
  /** Whether its alert may stand for an incident of another kind of rule. */
  readonly coversOtherKinds: boolean;
  /** Whether errors change its verdicts. */
  readonly readsErrors: boolean;
  /** Whether it needs to see errors where they are thrown. */
  readonly needsInterceptor: boolean;
  /** Whether what it discriminates by is the name of an error class. */
  readonly namesErrorClass: boolean;
  /** Whether it is about jobs that wait in a queue, and not about their runs. */
  readonly needsQueue: boolean;
  /** Whether it counts each failed attempt of a queue's job, also those that will be tried again. */
  readonly countsAttempts: boolean;
  /** Whether it is about each instance of the service by itself. Absent: no. */
  readonly isPerInstance?: boolean;
  /** Says what is wrong, how bad, where and why, in one line. */
  readonly headline: (facts: HeadlineFacts) => Headline;
  /** What the figures mean in a sentence; `undefined` where they speak for themselves. */
  readonly meaning: (figures: Figures) => string | undefined;
}

/**
 * Makes a rule ready for use.
 *
 * @param options what all levels together say, the defaults of its kind among them
 * @param names distinguishes classes of errors that have one name
 */
export function compileRule(
  rule: AnyRule,
  options: RuleOptions,
  scope: Scope,
  names: ErrorNames,
  { recovery, closesAtOnce }: Recovery = SUSTAINED,
): CompiledRule {
  const kind = RULE_KINDS[rule.kind];
  const { precedence, coversOtherKinds, readsErrors, needsInterceptor, namesErrorClass } = kind;
  const times = timesOf(options);
  // What a farther level said is part of the rule: the errors that it excepts, say.
  const whole: AnyRule = { ...rule, options };
  return {
    rule: whole,
    scope,
    policy: {
      measure: kind.measure(whole),
      ...times,
      autoClose: times.autoClose && recovery !== 'never',
      recovery,
      closesAtOnce,
    },
    shape: options,
    judge: kind.judge(whole),
    discriminate: (outcome) => kind.discriminator?.(whole, outcome, names) ?? whole.label,
    specificity: (outcome) => kind.specificity?.(whole, outcome) ?? 0,
    cause: (outcome, last) => causeOf(outcome, names, last),
    precedence,
    coversOtherKinds,
    readsErrors,
    needsInterceptor,
    namesErrorClass,
    needsQueue: kind.needsQueue?.(whole) === true,
    countsAttempts: kind.countsAttempts?.(whole) === true,
    isPerInstance: kind.isPerInstance?.(whole) === true,
    headline: (facts) => kind.headline(whole, facts),
    meaning: (figures) => kind.meaning?.(whole, figures),
  };
}
