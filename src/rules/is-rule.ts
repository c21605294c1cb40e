import { isList } from '../text/guarded-read.js';
import { errorClass } from './rule-options.schema.js';
import type { Rule } from './rule.js';

/** What only rules of one kind have, and whether it can be used. */
const OWN_FIELDS: Readonly<Record<Rule['kind'], readonly [field: string, isUsable: (value: unknown) => boolean]>> = {
  status: ['ranges', (value) => isList(value) && value.every(isRange)],
  latency: ['threshold', isNumber],
  exception: ['types', (value) => isList(value) && value.every((type) => errorClass(type) === undefined)],
  errorRate: ['ratio', isNumber],
  burnRate: ['objective', isNumber],
};

/** Whether a value is a rule as `onStatus()` and the like make it. Look only at copies: getters of others may throw. */
export function isRule(value: unknown): value is Rule {
  if (!isRecord(value)) return false;
  const { kind, key, label, options, problems } = value;
  if (typeof kind !== 'string' || !Object.hasOwn(OWN_FIELDS, kind)) return false;
  if (typeof key !== 'string' || typeof label !== 'string' || !isRecord(options)) return false;
  if (!isList(problems) || !problems.every(isProblem)) return false;
  const [field, isUsable] = OWN_FIELDS[kind as Rule['kind']];
  // What is wrong with its arguments is among its problems.
  return problems.length > 0 || isUsable(value[field]);
}

function isProblem(value: unknown): boolean {
  return isRecord(value) && typeof value['path'] === 'string' && typeof value['message'] === 'string';
}

function isRange(value: unknown): boolean {
  return isRecord(value) && isNumber(value['from']) && isNumber(value['to']) && typeof value['label'] === 'string';
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
