import type { Budget } from '../text/budget.js';
import type { AlertContext, AlertShape } from '../rules/alert-shape.js';
import type { Priority } from '../text/priority.js';

/** What an alert is to be composed of. */
export interface AlertSubject {
  readonly context: AlertContext;
  /** The wishes of all levels, merged. */
  readonly shape: AlertShape;
  /**
   * Tells the alerts of one kind and operation apart, by what the rule names: `5XX`, `PaymentProviderDown`. Of the manual alerts only a
   * handled exception has one, the error's name; empty, the message takes its place.
   */
  readonly discriminator: string;
  /** The headline where the shape gives none. Its first 60 characters should stand alone: symptom, place, size. */
  readonly summary: string;
  /** What shows that there is trouble, a paragraph each. */
  readonly evidence: readonly string[];
  /** More own details: `rule`, `count`, `firstSeen`, `incidentId`, `alsoMatched`. */
  readonly facts: Readonly<Record<string, string>>;
  /** Overrides the shape's. */
  readonly priority?: Priority | undefined;
  /** What had to be changed in the wishes; the alert tells it in its details. */
  readonly repairs?: readonly string[] | undefined;
  /** What it may cost, as far as it was spent already. @defaultValue a new one */
  readonly budget?: Budget | undefined;
}
