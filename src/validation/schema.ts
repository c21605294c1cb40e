import type { ValidationError } from 'class-validator';

import { propertiesOf, validate } from './isolated-validator.js';
import { show, type Problem } from './problem.js';

/** A class whose properties carry class-validator's rules. */
export interface Schema {
  new (): object;
  /** Properties whose values are plain objects with a schema of their own. */
  readonly nested?: Readonly<Record<string, Schema>>;
  /** Properties that it does not have but people expect, and what to use instead. */
  readonly hints?: Readonly<Record<string, string>>;
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
  const known = propertiesOf(schema);
  const unknown = Object.keys(value)
    .filter((property) => !known.includes(property))
    .map((property): Problem => ({
      path: join(path, property),
      message: `is not an option; ${hintOf(schema, property) ?? `the options here are ${known.join(', ')}`}`,
    }));
  // class-validator finds its rules by class, so the plain object has to become an instance first. Only what has a rule
  // is copied: a key `__proto__` or `constructor`, as JSON may hold, would give the instance another class.
  const instance = new schema();
  for (const property of known) Reflect.set(instance, property, Reflect.get(value, property));
  const own = validate(instance).flatMap((error) => problemsOfError(error, path));
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

function hintOf({ hints = {} }: Schema, property: string): string | undefined {
  return Object.hasOwn(hints, property) ? hints[property] : undefined;
}

function join(parent: string, property: string): string {
  return parent === '' ? property : `${parent}.${property}`;
}
