import type { ValidationError } from 'class-validator';

import { readKeys } from '../text/guarded-read.js';
import { nearestWord } from '../text/nearest-word.js';
import type { Complaint } from './checks.js';
import { Hidden, propertiesOf, validate } from './isolated-validator.js';
import { kindOf, plainCopy, readOption } from './plain-copy.js';
import { excerpt, show, type ConfigurationProblem } from './problem.js';

/** A class whose properties have class-validator rules. */
interface Schema {
  new (): object;
  /** Properties whose values are plain objects with a schema of their own. */
  readonly nested?: Readonly<Record<string, Schema>>;
  /** Checks what nested properties may be instead of an object: `false`, a name. */
  readonly shorthands?: Readonly<Record<string, Complaint>>;
  /** Properties whose values are objects of the application, which are not copied. */
  readonly uncopied?: readonly string[];
  /** Hints for properties that do not exist but that people expect. */
  readonly hints?: Readonly<Record<string, string>>;
}

/** Options that were read and checked. */
interface ReadOptions<Options> {
  /** A copy, valid if there are no problems; `undefined` if the input was not an object. */
  readonly options: Options | undefined;
  readonly problems: readonly ConfigurationProblem[];
}

/** Unknown properties that are named; more mean that something other than options was given. */
const MOST_UNKNOWN = 10;

/**
 * Reads a plain object and checks it against a schema. Never throws, whatever was given.
 *
 * @param path the path of the object, prefixed to the path of each problem
 * @returns the options and every problem, including unknown properties: a misspelled option must not pass silently
 */
export function readOptions<Options extends object>(schema: Schema, given: Options, path = ''): ReadOptions<Options> {
  // The copy has the declared type if there are no problems.
  return read(schema, given, path) as ReadOptions<Options>;
}

/** The problems of a plain object according to a schema. */
export function problemsOf(schema: Schema, given: unknown, path = ''): readonly ConfigurationProblem[] {
  return read(schema, given, path).problems;
}

function read(schema: Schema, given: unknown, path: string): ReadOptions<object> {
  if (!isOptions(given)) {
    const problem = { path: path === '' ? 'options' : path, message: `must be an object; got ${show(given)}` };
    return { options: undefined, problems: [problem] };
  }
  const { nested = {}, shorthands = {}, uncopied = [] } = schema;
  const options = {};
  // class-validator finds rules by class, so the plain object is copied to an instance. Only declared properties are copied: a
  // key `__proto__` or `constructor`, possible in JSON, would change the class of the instance.
  const instance = new schema();
  const ofNested: ConfigurationProblem[] = [];
  for (const property of propertiesOf(schema)) {
    const value = readOption(given, property);
    if (value === undefined) continue;
    const nestedSchema = nested[property];
    if (nestedSchema === undefined) {
      const copy = uncopied.includes(property) ? value : plainCopy(value);
      Reflect.set(options, property, copy);
      Reflect.set(instance, property, new Hidden(copy));
    } else if (property in shorthands && (typeof value !== 'object' || value === null)) {
      const message = shorthands[property]?.(value);
      if (message !== undefined) ofNested.push({ path: join(path, property), message });
      Reflect.set(options, property, value);
    } else {
      const { options: inner, problems } = read(nestedSchema, value, join(path, property));
      Reflect.set(options, property, inner);
      ofNested.push(...problems);
    }
  }
  const own = validate(instance).flatMap((error) => problemsOfError(error, path));
  return { options, problems: [...unknownIn(given, schema, path), ...own, ...ofNested] };
}

function isOptions(given: unknown): given is object {
  return typeof given === 'object' && given !== null && ['Object', 'Module'].includes(kindOf(given) ?? '');
}

function unknownIn(given: object, schema: Schema, path: string): ConfigurationProblem[] {
  const known = propertiesOf(schema);
  const unknown = readKeys(given).filter((property) => !known.includes(property));
  const named = unknown.slice(0, MOST_UNKNOWN).map((property): ConfigurationProblem => ({
    path: join(path, excerpt(property)),
    message: `is not an option; ${hintOf(schema, property) ?? choiceOf(property, known)}`,
  }));
  const others = unknown.length - named.length;
  if (others === 0) return named;
  return [
    ...named,
    {
      path: path === '' ? 'options' : path,
      message: `has ${others} more unknown ${others === 1 ? 'property' : 'properties'}`,
    },
  ];
}

function choiceOf(property: string, known: readonly string[]): string {
  const nearest = nearestWord(property, known);
  return nearest === undefined ? `the options here are ${known.join(', ')}` : `did you mean \`${nearest}\`?`;
}

function problemsOfError(error: ValidationError, parent: string): ConfigurationProblem[] {
  const path = join(parent, error.property);
  return Object.values(error.constraints ?? {}).map((message): ConfigurationProblem => ({ path, message }));
}

function hintOf({ hints = {} }: Schema, property: string): string | undefined {
  return Object.hasOwn(hints, property) ? hints[property] : undefined;
}

function join(parent: string, property: string): string {
  return parent === '' ? property : `${parent}.${property}`;
}
