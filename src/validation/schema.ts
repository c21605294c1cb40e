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
  const errors = validateSync(instantiate(schema, value), { whitelist: true, forbidNonWhitelisted: true });
  return errors.flatMap((error) => problemsOfError(error, path));
}

// class-validator finds its rules by class, so each plain object has to become an instance first.
function instantiate(schema: Schema, value: object): object {
  const instance = Object.assign(new schema(), value);
  for (const [property, nestedSchema] of Object.entries(schema.nested ?? {})) {
    const nestedValue: unknown = Reflect.get(instance, property);
    if (typeof nestedValue === 'object' && nestedValue !== null && !Array.isArray(nestedValue)) {
      Reflect.set(instance, property, instantiate(nestedSchema, nestedValue));
    }
  }
  return instance;
}

function problemsOfError(error: ValidationError, parent: string): Problem[] {
  const path = parent === '' ? error.property : `${parent}.${error.property}`;
  const own = Object.entries(error.constraints ?? {}).map(([constraint, message]): Problem => {
    if (constraint === 'whitelistValidation') return { path, message: `is not an option; ${knownOptions(error)}` };
    return { path, message };
  });
  return [...own, ...(error.children ?? []).flatMap((child) => problemsOfError(child, path))];
}

function knownOptions(error: ValidationError): string {
  const schema = error.target?.constructor;
  if (schema === undefined) return 'remove it';
  const rules = getMetadataStorage().getTargetValidationMetadatas(schema, '', true, false);
  return `the options here are ${[...new Set(rules.map((rule) => rule.propertyName))].join(', ')}`;
}
