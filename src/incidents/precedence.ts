import type { AlertShape } from '../rules/alert-shape.js';
import type { CompiledRule } from '../rules/compiled-rule.js';
import type { Outcome } from '../rules/outcome.js';
import { PRIORITIES, type Priority } from '../wire/alert-payload.js';
import type { BadSample } from './monitor.js';
import type { Tracker } from './tracker.js';

const SCOPES = { handler: 0, controller: 1, service: 2 } as const;

/** What a priority that is worked out when the alert is built counts for until then. */
const UNKNOWN_PRIORITY: Priority = 'P3';

/** How urgent an incident is, with all that it speaks for: 0 is the most urgent. */
export function urgencyOf({ rule, episode }: Tracker): number {
  return Math.min(urgency(rule.shape.priority), ...(episode?.alsoPriorities ?? []).map(urgency));
}

/** Whether a rule covers more than another. */
export function isWider(one: CompiledRule, other: CompiledRule): boolean {
  return SCOPES[one.scope] > SCOPES[other.scope];
}

/** Whether the alert of one incident may stand for another: who was told that all is slow does not know that it fails. */
export function speaksFor(one: Tracker, other: Tracker): boolean {
  if (urgencyOf(one) > urgencyOf(other)) return false;
  return one.rule.coversOtherKinds || one.rule.rule.kind === other.rule.rule.kind;
}

/** Orders rules that one outcome broke: the one that speaks for the cause comes first. */
export function byPrecedence(outcome: Outcome): (one: BadSample, other: BadSample) => number {
  return ({ slot: one }, { slot: other }) =>
    one.rule.precedence - other.rule.precedence ||
    other.rule.specificity(outcome) - one.rule.specificity(outcome) ||
    urgency(one.rule.shape.priority) - urgency(other.rule.shape.priority) ||
    SCOPES[one.rule.scope] - SCOPES[other.rule.scope];
}

function urgency(priority: AlertShape['priority']): number {
  return PRIORITIES.indexOf(typeof priority === 'string' ? priority : UNKNOWN_PRIORITY);
}
