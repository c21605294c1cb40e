import { isList, listLength, readProperty } from '../text/guarded-read.js';
import { parseDuration } from '../time/duration.js';
import {
  Check,
  detailRecord,
  duration,
  durationOrZero,
  flag,
  listOf,
  priority,
  resolvable,
  responder,
  share,
  text,
  wholeNumber,
  type Complaint,
} from '../validation/checks.js';
import { show } from '../validation/problem.js';
import type { AlertShape } from './alert-shape.js';
import type {
  BurnRateRuleOptions,
  ErrorRateRuleOptions,
  ExceptionRuleOptions,
  IncidentPolicy,
  LatencyRuleOptions,
  RuleOptions,
} from './rule-options.js';

/** What class-validator checks of an {@link AlertShape}. */
export class AlertShapeSchema implements Record<keyof AlertShape, unknown> {
  @Check(resolvable(text)) message: unknown;
  @Check(resolvable(text)) description: unknown;
  @Check(resolvable(text)) alias: unknown;
  @Check(resolvable(priority)) priority: unknown;
  @Check(resolvable(listOf(text))) tags: unknown;
  @Check(resolvable(detailRecord)) details: unknown;
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

/** A class, as far as that can be told. */
export const errorClass: Complaint = (value) =>
  typeof value === 'function' && typeof readProperty(value, 'prototype') === 'object'
    ? undefined
    : `must be a class of errors; got ${value === undefined ? 'undefined, as a circular import gives' : show(value)}`;

/** What class-validator checks of {@link LatencyRuleOptions}. */
export class LatencyRuleOptionsSchema extends RuleOptionsSchema implements Record<keyof LatencyRuleOptions, unknown> {
  @Check(share) share: unknown;
  @Check(duration) window: unknown;
}

/** What class-validator checks of {@link ExceptionRuleOptions}. */
export class ExceptionRuleOptionsSchema
  extends RuleOptionsSchema
  implements Record<keyof ExceptionRuleOptions, unknown>
{
  @Check(listOf(errorClass)) except: unknown;
}

/** What class-validator checks of {@link ErrorRateRuleOptions}. */
export class ErrorRateRuleOptionsSchema
  extends RuleOptionsSchema
  implements Record<keyof ErrorRateRuleOptions, unknown>
{
  @Check(duration) window: unknown;
  @Check(wholeNumber(1, 1_000_000)) minBad: unknown;
}

/** What class-validator checks of {@link BurnRateRuleOptions}. */
export class BurnRateRuleOptionsSchema extends RuleOptionsSchema implements Record<keyof BurnRateRuleOptions, unknown> {
  @Check(duration) latency: unknown;
  @Check(burnPairs) pairs: unknown;
}

function burnPairs(value: unknown): string | undefined {
  if (listLength(value) === 0 && isList(value)) return 'must hold at least one { long, short?, factor }';
  return listOf(burnPair)(value);
}

function burnPair(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return `must be { long, short?, factor }; got ${show(value)}`;
  const { long, short, factor } = value as Record<string, unknown>;
  const longWindow = duration(long);
  if (longWindow !== undefined) return `has a long window that ${longWindow}`;
  const shortWindow = short === undefined ? undefined : duration(short);
  if (shortWindow !== undefined) return `has a short window that ${shortWindow}`;
  const shorter = short === undefined || (parseDuration(short) ?? 0) < (parseDuration(long) ?? 0);
  if (!shorter) return 'must have a short window that is shorter than the long one';
  return typeof factor === 'number' && factor > 0 ? undefined : `must have a factor above zero; got ${show(factor)}`;
}
