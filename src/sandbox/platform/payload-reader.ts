import { isRecord } from '../../text/guarded-read.js';
import { PRIORITIES, type Priority } from '../../text/priority.js';
import type { Responder } from '../../rules/alert-shape.js';
import type { FieldErrors } from '../http/answer.js';

/** The content of a body, or why it is refused. */
export type Reading<T> = { readonly payload: T } | { readonly errors: FieldErrors };

/**
 * Reads the fields of a body one by one and collects their errors. Lengths are counted in UTF-16 units, the strictest interpretation
 * of the documentation.
 */
export class PayloadReader {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #errors: Record<string, string> = {};

  /** @param body a parsed body; an absent one counts as empty */
  constructor(body: unknown) {
    this.#fields = isRecord(body) ? body : {};
    if (body !== undefined && !isRecord(body)) this.#errors['body'] = 'should be a JSON object';
  }

  /** The payload, or the errors of its fields. */
  result<T>(payload: T): Reading<T> {
    return Object.keys(this.#errors).length === 0 ? { payload } : { errors: this.#errors };
  }

  text(field: string, limit: number): string | undefined {
    const value = this.#fields[field];
    if (value === undefined) return undefined;
    if (typeof value !== 'string') return this.#refuse(field, 'should be a string');
    if (value.length > limit) return this.#refuse(field, `should not exceed ${limit} characters`);
    return value;
  }

  requiredText(field: string, limit: number): string {
    const value = this.text(field, limit);
    if (this.#errors[field] === undefined && (value === undefined || value.trim() === '')) {
      this.#refuse(field, `${capitalized(field)} can not be empty.`);
    }
    return value ?? '';
  }

  priority(field: string): Priority | undefined {
    return this.oneOf(field, PRIORITIES);
  }

  /** A whole number of 1 or more. */
  count(field: string): number | undefined {
    const value = this.#fields[field];
    if (value === undefined) return undefined;
    const isCount = typeof value === 'number' && Number.isInteger(value) && value >= 1;
    return isCount ? value : this.#refuse(field, 'should be a whole number of 1 or more');
  }

  flag(field: string): boolean | undefined {
    const value = this.#fields[field];
    if (value === undefined || typeof value === 'boolean') return value;
    return this.#refuse(field, 'should be true or false');
  }

  oneOf<Word extends string>(field: string, words: readonly Word[]): Word | undefined {
    const value = this.#fields[field];
    if (value === undefined) return undefined;
    return words.find((word) => word === value) ?? this.#refuse(field, `should be one of [ ${words.join(', ')} ]`);
  }

  texts(field: string, limit: { readonly count: number; readonly length: number }): string[] | undefined {
    const values = this.#list(field, limit.count);
    if (values === undefined) return undefined;
    const texts = values.filter((value) => typeof value === 'string');
    if (texts.length < values.length) return this.#refuse(field, 'should contain only strings');
    if (texts.some((text) => text.length > limit.length)) {
      return this.#refuse(field, `should contain strings of at most ${limit.length} characters`);
    }
    return texts;
  }

  people(field: string, limit: number, types: readonly Responder['type'][]): Responder[] | undefined {
    const values = this.#list(field, limit);
    if (values === undefined) return undefined;
    const people = values.map((value) => readResponder(value, types));
    const known = people.filter((person) => person !== undefined);
    if (known.length === people.length) return known;
    const position = people.indexOf(undefined);
    return this.#refuse(
      field,
      `[${position}] should have a type of [ ${types.join(', ')} ] and an id, or a name (of a user: a username)`,
    );
  }

  /** The details; the limit applies to all keys and values together. */
  details(field: string, limit: number): Record<string, string> | undefined {
    const value = this.#fields[field];
    if (value === undefined) return undefined;
    if (!isRecord(value)) return this.#refuse(field, 'should be an object');
    const details: [string, string][] = [];
    let length = 0;
    for (const [key, detail] of Object.entries(value)) {
      if (typeof detail !== 'string') return this.#refuse(field, `[${key}] should be a string`);
      details.push([key, detail]);
      length += key.length + detail.length;
    }
    if (length > limit) return this.#refuse(field, `should not exceed ${limit} characters in total`);
    return Object.fromEntries(details);
  }

  /** A time in the future. */
  futureDate(field: string, now: Date): Date {
    const value = this.#fields[field];
    const date = new Date(typeof value === 'string' ? value : Number.NaN);
    if (Number.isNaN(date.getTime())) this.#refuse(field, 'should be a date and time in ISO 8601 form');
    else if (date <= now) this.#refuse(field, 'should be in the future');
    return date;
  }

  /** Requires a field. */
  require<T>(field: string, value: T | undefined, otherwise: T): T {
    if (value === undefined && this.#errors[field] === undefined) this.#refuse(field, 'is required');
    return value ?? otherwise;
  }

  #list(field: string, limit: number): unknown[] | undefined {
    const value = this.#fields[field];
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) return this.#refuse(field, 'should be a list');
    const items: unknown[] = value;
    return items.length > limit ? this.#refuse(field, `should not contain more than ${limit} items`) : items;
  }

  #refuse(field: string, reason: string): undefined {
    this.#errors[field] = reason;
  }
}

function readResponder(value: unknown, types: readonly Responder['type'][]): Responder | undefined {
  if (!isRecord(value)) return undefined;
  const type = types.find((known) => known === value['type']);
  const { id, name, username } = value;
  if (type === undefined) return undefined;
  if (type === 'user') {
    if (isText(id)) return { type, id };
    return isText(username) ? { type, username } : undefined;
  }
  if (isText(id)) return { type, id };
  return isText(name) ? { type, name } : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
