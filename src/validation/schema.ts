import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';

import { show, type Problem } from './problem.js';

/** A class whose properties carry class-validator's rules. */
export interface Schema {
  new (): object;
  /** Properties whose values are plain objects with a schema of their own. */
  readonly nested?: Readonly<Record<string, Schema>>;
}

/**
 * Holds a plain object against a schema.
 *
 * @param path where the object stands, put before the path of each problem
 * @returns every problem, also with unknown properties: a misspelled option must not pass silently
 */
export function problemsOf(schema: Schema, value: unknown, path = ''): Problem[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [{ path: path === '' ? 'options' : path, message: `must be an object; got ${show(value)}` }];
  }
  // class-validator finds its rules by class, so the plain object has to become an instance first.
  const instance = Object.assign(new schema(), value);
  const errors = validateSync(instance, { whitelist: true, forbidNonWhitelisted: true });
  const own = errors.flatMap((error) => problemsOfError(error, path));
  const nested = Object.entries(schema.nested ?? {}).flatMap(([property, nestedSchema]) => {
    const nestedValue: unknown = Reflect.get(value, property);
    return nestedValue === undefined ? [] : problemsOf(nestedSchema, nestedValue, join(path, property));
  });
  return [...own, ...nested];
}

function problemsOfError(error: ValidationError, parent: string): Problem[] {
  const path = join(parent, error.property);
  return Object.entries(error.constraints ?? {}).map(([constraint, message]): Problem => {
    if (constraint === 'whitelistValidation') return { path, message: `is not an option; ${knownOptions(error)}` };
    return { path, message };
  });
}

function join(parent: string, property: string): string {
  return parent === '' ? property : `${parent}.${property}`;
}

function knownOptions(error: ValidationError): string {
  const schema = error.target?.constructor;
  if (schema === undefined) return 'remove it';
  const rules = getMetadataStorage().getTargetValidationMetadatas(schema, '', true, false);
  return `the options here are ${[...new Set(rules.map((rule) => rule.propertyName))].join(', ')}`;
}
