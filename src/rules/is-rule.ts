import { isList, isRecord } from '../text/guarded-read.js';
import type { AlertKind } from './alert-shape.js';
import { RULE_KINDS, type AlertRule } from './rule-kinds.js';
import type { AnyRule } from './rule.js';

/** Whether a value is a rule as `onStatus()` and the like make it. Pass only copies: getters of others may throw. */
export function isRule(value: unknown): value is AlertRule {
  if (!isRecord(value)) return false;
  const { kind, key, label, options, problems } = value;
  if (typeof kind !== 'string' || !isKind(kind)) return false;
  if (typeof key !== 'string' || typeof label !== 'string' || !isRecord(options)) return false;
  if (!isList(problems) || !problems.every(isProblem)) return false;
  // What is wrong with its arguments is among its problems.
  return problems.length > 0 || RULE_KINDS[kind].isUsable(value);
}

/** Whether two rules are one where levels are merged: of the same kind, and with the same matcher or name. */
export function isSameRule(one: AnyRule, other: AnyRule): boolean {
  if (one.key !== other.key || one.kind !== other.kind) return false;
  return RULE_KINDS[one.kind].isSame?.(one, other) ?? true;
}

function isKind(name: string): name is AlertKind {
  return Object.hasOwn(RULE_KINDS, name);
}

function isProblem(value: unknown): boolean {
  return isRecord(value) && typeof value['path'] === 'string' && typeof value['message'] === 'string';
}
