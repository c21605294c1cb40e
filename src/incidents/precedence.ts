import type { AlertShape } from '../rules/alert-shape.js';
import type { CompiledRule } from '../rules/compiled-rule.js';
import type { ObservedOutcome } from '../rules/outcome.js';
import { PRIORITIES, type Priority } from '../text/priority.js';
import type { BadSample } from './monitor.js';
import type { Tracker } from './tracker.js';

const SCOPES = { handler: 0, controller: 1, service: 2 } as const;

/** What a priority counts for that a function gives when the alert is built. */
const UNKNOWN_PRIORITY: Priority = 'P3';

/** How urgent an incident is, with all that it speaks for: 0 is the most urgent. */
export function urgencyOf({ shape, episode }: Tracker): number {
  return Math.min(urgency(shape.priority), ...(episode?.alsoPriorities ?? []).map(urgency));
}

/** Whether a rule covers more than another. */
export function isWider(one: CompiledRule, other: CompiledRule): boolean {
  return SCOPES[one.scope] > SCOPES[other.scope];
}

/** Whether the alert of one incident may stand for another: one that says that all is slow would hide that it fails. */
export function speaksFor(one: Tracker, other: Tracker): boolean {
  if (urgencyOf(one) > urgencyOf(other)) return false;
  return one.rule.coversOtherKinds || one.rule.rule.kind === other.rule.rule.kind;
}

/** Whether the people on call were notified of a wider incident that is at least as urgent. */
export function covers(wider: BadSample, narrower: BadSample): boolean {
  const { phase, episode } = wider.tracker;
  if (phase.name !== 'firing' || episode?.notification.isNotified !== true) return false;
  if (!speaksFor(wider.tracker, narrower.tracker)) return false;
  // Tasks do not count in what is counted for requests.
  if (narrower.tracker.rule.policy.recovery === 'first-success') return false;
  if (!isWider(wider.tracker.rule, narrower.tracker.rule)) return false;
  return wider.tracker.rule.scope === 'service' || wider.slot.controller === narrower.slot.controller;
}

/** Sorts the rules that one outcome broke: the one that is nearest to the cause comes first. */
export function byPrecedence(outcome: ObservedOutcome): (one: BadSample, other: BadSample) => number {
  return ({ tracker: one }, { tracker: other }) =>
    one.rule.precedence - other.rule.precedence ||
    other.rule.specificity(outcome) - one.rule.specificity(outcome) ||
    urgency(one.shape.priority) - urgency(other.shape.priority) ||
    SCOPES[one.rule.scope] - SCOPES[other.rule.scope];
}

/** Whether the people on call may have to be notified; what is already recovering is not worth a page. */
export function isUndecided({ phase }: Tracker): boolean {
  return phase.name === 'firing' && phase.episode.notification.isUndecided;
}

/** Whether the people on call were notified of what fires. */
export function isNotified({ phase, episode }: Tracker): boolean {
  return phase.name === 'firing' && episode?.notification.isNotified === true;
}

/** Sorts incidents so that each may cover those after it: the wider and the more urgent come first. */
export function byWidth({ tracker: one }: BadSample, { tracker: other }: BadSample): number {
  return (
    SCOPES[other.rule.scope] - SCOPES[one.rule.scope] ||
    urgencyOf(one) - urgencyOf(other) ||
    one.rule.precedence - other.rule.precedence
  );
}

function urgency(priority: AlertShape['priority']): number {
  return PRIORITIES.indexOf(typeof priority === 'string' ? priority : UNKNOWN_PRIORITY);
}
