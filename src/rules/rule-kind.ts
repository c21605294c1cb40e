import type { ErrorNames } from './error-names.js';
import type { Figures, HeadlineFacts } from './headline.js';
import type { Headline } from '../text/headline.js';
import type { ObservedOutcome } from './outcome.js';
import type { Measure } from './policy.js';
import type { AnyRule } from './rule.js';
import type { Judge } from './verdict.js';

/**
 * All that makes a kind of rule. One file in `kinds/` implements it, together with the builder and the schema of the options, and one
 * line in the table of kinds makes it known.
 *
 * A rule is given to the kind that it names, with the options of all levels merged, unless it says otherwise.
 */
export interface RuleKind<Rule extends AnyRule = AnyRule> {
  /** The options that apply where no level sets them. */
  readonly defaults: Rule['options'];
  /** One outcome alerts once: by the rule of the lowest precedence, which is the nearest to the cause. */
  readonly precedence: number;
  /** Whether its alert may stand for an incident of another kind: one that says that all is slow would hide that it fails. */
  readonly coversOtherKinds: boolean;
  /** Whether errors change its verdicts. */
  readonly readsErrors: boolean;
  /** Whether it needs to see errors where they are thrown, before filters and interceptors of the application change them. */
  readonly needsInterceptor: boolean;
  /** Whether the discriminator is the name of an error class. */
  readonly namesErrorClass: boolean;
  /** Whether it is about the status of a response, which only a run over HTTP has. */
  readonly needsStatus: boolean;
  /** Whether a rule is about jobs that wait in a queue, which only a queue has. @defaultValue none is */
  needsQueue?(rule: Rule): boolean;
  /** Whether a rule counts each failed attempt of a queue's job, also those that will be tried again. @defaultValue none does */
  countsAttempts?(rule: Rule): boolean;
  /** Whether it is about when runs start and end, and not about how they end: it gets no other outcomes. @defaultValue `false` */
  readonly isAboutTiming?: boolean;
  /** Whether it is about the process as a whole, so that no class or method can silence it. @defaultValue `false` */
  readonly isOfProcess?: boolean;
  /** Whether a rule is about each instance of a service by itself: one that is well says nothing of the others. @defaultValue none is */
  isPerInstance?(rule: Rule): boolean;
  /** Whether a value that claims to be of this kind has its matcher. Its common fields were checked before. */
  isUsable(fields: Readonly<Record<string, unknown>>): boolean;
  /** Whether two rules of this kind with the same key are one, where levels are merged. @defaultValue they are */
  isSame?(one: Rule, other: Rule): boolean;
  /** The rule with a label and key that distinguish classes of the same name. @defaultValue the rule itself */
  relabel?(rule: Rule, names: ErrorNames): Rule;
  /** What is measured. A ratio covers what the rule is written on, a count each handler. Also asked with the options of a single level. */
  measure(rule: Rule): Measure;
  /**
   * Makes the judge, which runs for every outcome: all that can be known before is worked out here. What it calls good decides the
   * recovery: only an outcome that shows that this trouble is gone.
   */
  judge(rule: Rule): Judge;
  /**
   * What a bad outcome has in common with others of its kind; it completes the alias. It follows the rule and the code, never the single
   * request. @defaultValue the label
   */
  discriminator?(rule: Rule, outcome: ObservedOutcome, names: ErrorNames): string;
  /** How precisely the rule describes a bad outcome, among rules of its kind; the higher wins. @defaultValue 0 */
  specificity?(rule: Rule, outcome: ObservedOutcome): number;
  /** What the figures mean in a sentence, for the description. @defaultValue they speak for themselves */
  meaning?(rule: Rule, figures: Figures): string | undefined;
  /** Symptom and size, place, cause, in this order: the 60 characters that a lock screen shows must be enough on their own. */
  headline(rule: Rule, facts: HeadlineFacts): Headline;
}
