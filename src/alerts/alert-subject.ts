import type { Budget } from '../text/budget.js';
import type { AlertContext, AlertShape } from '../rules/alert-shape.js';
import type { Headline } from '../text/headline.js';
import type { Priority } from '../text/priority.js';

/** The input from which an alert is composed. */
export interface AlertSubject {
  readonly context: AlertContext;
  /** The alert fields of all levels, merged. */
  readonly shape: AlertShape;
  /**
   * Distinguishes alerts of the same kind and operation by what the rule matches: `5XX`, `PaymentProviderDown`. For a handled exception
   * it is the error's name. Empty for other manual alerts: the message is used instead.
   */
  readonly discriminator: string;
  /** The headline if the shape has no message. */
  readonly headline: Headline;
  /** Paragraphs that describe the problem. */
  readonly evidence: readonly string[];
  /** Details in figures: `share`, `limit`, `topCause`, `failedAtOpening`, `firstSeen`. */
  readonly facts: Readonly<Record<string, string | undefined>>;
  /** Details that only programs and searches need: `rule`, `incidentId`. @defaultValue none */
  readonly ids?: Readonly<Record<string, string>>;
  /** Overrides the priority of the shape. */
  readonly priority?: Priority | undefined;
  /** Changes made to invalid input; listed in the alert's details. */
  readonly repairs?: readonly string[] | undefined;
  /** The remaining processing budget. @defaultValue a new budget */
  readonly budget?: Budget | undefined;
}

/** A subject with its processing budget. */
export type BudgetedSubject = AlertSubject & { readonly budget: Budget };
