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
  const known = knownOptionsOf(schema);
  const unknown = Object.keys(value)
    .filter((property) => !known.includes(property))
    .map((property): Problem => ({
      path: join(path, property),
      message: `is not an option; the options here are ${known.join(', ')}`,
    }));
  // class-validator finds its rules by class, so the plain object has to become an instance first. Only what has a rule
  // is copied: a key `__proto__` or `constructor`, as JSON may hold, would give the instance another class.
  const instance = new schema();
  for (const property of known) Reflect.set(instance, property, Reflect.get(value, property));
  const own = validateSync(instance).flatMap((error) => problemsOfError(error, path));
  const nested = Object.entries(schema.nested ?? {}).flatMap(([property, nestedSchema]) => {
    const nestedValue: unknown = Reflect.get(value, property);
    return nestedValue === undefined ? [] : problemsOf(nestedSchema, nestedValue, join(path, property));
  });
  return [...unknown, ...own, ...nested];
}

function problemsOfError(error: ValidationError, parent: string): Problem[] {
  const path = join(parent, error.property);
  return Object.values(error.constraints ?? {}).map((message): Problem => ({ path, message }));
}

function join(parent: string, property: string): string {
  return parent === '' ? property : `${parent}.${property}`;
}

function knownOptionsOf(schema: Schema): string[] {
  const rules = getMetadataStorage().getTargetValidationMetadatas(schema, '', true, false);
  return [...new Set(rules.map((rule) => rule.propertyName))];
}
