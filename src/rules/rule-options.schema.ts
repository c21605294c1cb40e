import {
  Check,
  detailRecord,
  duration,
  durationOrZero,
  flag,
  linkRecord,
  listOf,
  priority,
  resolvable,
  responder,
  share,
  text,
  wholeNumber,
} from '../validation/checks.js';
import type { AlertShape } from './alert-shape.js';
import type { IncidentPolicy, RuleOptions } from './rule-options.js';

/** What class-validator checks of an {@link AlertShape}. */
export class AlertShapeSchema implements Record<keyof AlertShape, unknown> {
  @Check(resolvable(text)) message: unknown;
  @Check(resolvable(text)) description: unknown;
  @Check(resolvable(text)) alias: unknown;
  @Check(resolvable(priority)) priority: unknown;
  @Check(resolvable(listOf(text))) tags: unknown;
  @Check(resolvable(detailRecord)) details: unknown;
  @Check(resolvable(linkRecord)) links: unknown;
  @Check(text) target: unknown;
  @Check(listOf(responder(['team', 'user', 'escalation', 'schedule']))) responders: unknown;
  @Check(listOf(responder(['team', 'user']))) visibleTo: unknown;
  @Check(listOf(text)) actions: unknown;
  @Check(text) entity: unknown;
  @Check(text) source: unknown;
  @Check(text) user: unknown;
  @Check(text) note: unknown;
}

/** What class-validator checks of a shape with a policy. */
export class ShapeAndPolicySchema extends AlertShapeSchema implements Record<keyof IncidentPolicy, unknown> {
  @Check(wholeNumber(1, 1_000_000)) count: unknown;
  @Check(duration) within: unknown;
  @Check(durationOrZero) for: unknown;
  @Check(wholeNumber(1, 1_000_000)) minSamples: unknown;
  @Check(duration) keepFiringFor: unknown;
  @Check(share) recoveryRatio: unknown;
  @Check(flag) autoClose: unknown;
  @Check(duration) staleAfter: unknown;
}

/** What class-validator checks of {@link RuleOptions}. */
export class RuleOptionsSchema extends ShapeAndPolicySchema implements Record<keyof RuleOptions, unknown> {
  @Check(text) name: unknown;
  @Check(flag) enabled: unknown;
}
