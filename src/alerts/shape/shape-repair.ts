import { types } from 'node:util';

import type {
  AlertContext,
  AlertLinks,
  AlertShape,
  DetailValue,
  Resolvable,
  Responder,
} from '../../rules/alert-shape.js';
import { type Priority, priorityOf } from '../../text/priority.js';
import { BOUNDS } from '../bounds.js';
import { type Defined, defined } from './defined.js';
import { isDetails } from './details.js';
import { isList, isObject, listLength, readKeys, readList, readProperty } from '../../text/guarded-read.js';
import type { Budget } from '../../text/budget.js';
import { PAGED_TYPES, validResponders, VIEWER_TYPES } from './responders.js';
import { textOf } from '../text/text-of.js';
import { cutAt } from '../../text/text-cut.js';
import { MOST_LINKS } from '../../text/web-address.js';

const FIELDS =
  'message description alias priority tags details links target responders visibleTo actions entity source user note'.split(
    ' ',
  );

type Provider = (context: AlertContext) => string | undefined;

const MAXIMUM_LABELS = 500; // more than are sent
const MAXIMUM_DETAIL = 2 * BOUNDS.details + 2_000; // more than is used of any value, so that a cut is visible
const MAXIMUM_DETAILS = 200; // 8,000 characters have no room for more readable details
const MAXIMUM_NAMED = 10; // unknown fields that are named in the alert

/** Reads the fields of an alert from any input and records each change. Never throws. */
export class ShapeRepair {
  /** The changes, in words. */
  readonly repairs: string[] = [];
  readonly #input: unknown;
  readonly #budget: Budget;

  /**
   * @param input the input for an alert; anything but an object becomes its message
   * @param budget the processing budget of the alert
   * @param moreFields names of allowed fields in addition to those of a shape
   */
  constructor(input: unknown, budget: Budget, moreFields: readonly string[] = []) {
    this.#budget = budget;
    this.#input = this.#asFields(input);
    const unknown = readKeys(this.#input, budget).filter((key) => !FIELDS.includes(key) && !moreFields.includes(key));
    for (const key of unknown.slice(0, MAXIMUM_NAMED)) this.note(cutAt(key, 100), 'ignored: not an alert field');
  }

  /** The value of a field; `undefined` also for `null` and unreadable values. */
  field(name: string): unknown {
    return readProperty(this.#input, name, undefined, this.#budget) ?? undefined;
  }

  /** Notes that a field was changed. */
  note(field: string, what: string): void {
    this.repairs.push(`${field} ${what}`);
  }

  /** The readable part of the shape. */
  shape(): Defined<AlertShape> {
    return defined({
      message: this.#resolvable('message', () => this.#text('message')),
      description: this.#resolvable('description', () => this.#text('description')),
      alias: this.#resolvable('alias', () => this.#text('alias')),
      priority: this.#resolvable('priority', () => this.#priority()),
      tags: this.#resolvable('tags', () => this.#labels('tags')),
      details: this.#resolvable('details', () => this.#details()),
      links: this.#resolvable('links', () => this.#links()),
      target: this.#text('target'),
      responders: this.#responders('responders', PAGED_TYPES, BOUNDS.responders),
      visibleTo: this.#responders('visibleTo', VIEWER_TYPES, BOUNDS.visibleTo),
      actions: this.#labels('actions'),
      entity: this.#text('entity'),
      source: this.#text('source'),
      user: this.#text('user'),
      note: this.#text('note'),
    });
  }

  #asFields(input: unknown): unknown {
    if (isObject(input) && !isList(input) && typeof input !== 'function') return input;
    const message = typeof input === 'function' ? undefined : textOf(input, this.#budget);
    if (message !== undefined)
      this.note('the alert', `was ${nameOfType(input)} instead of an object; used as the message`);
    return { message };
  }

  #resolvable<T>(name: string, plain: () => T | undefined): Resolvable<T> | undefined {
    const value = this.field(name);
    // The result of the function is checked when it is called.
    return typeof value === 'function' ? (value as (context: AlertContext) => T) : plain();
  }

  #text(name: string): string | undefined {
    const value = this.field(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') this.note(name, `was ${nameOfType(value)} instead of a string`);
    return textOf(value, this.#budget);
  }

  #priority(): Priority | undefined {
    const value = this.field('priority');
    const priority = priorityOf(value);
    if (value !== undefined && priority === undefined) this.note('priority', 'ignored: must be one of P1–P5');
    return priority;
  }

  #labels(name: string): readonly string[] | undefined {
    const value = this.field(name);
    if (value === undefined) return undefined;
    const list = isList(value) ? readList(value, MAXIMUM_LABELS, this.#budget) : [value];
    if (!isList(value) || list.some((label) => typeof label !== 'string')) this.note(name, 'was not a list of strings');
    const leftOut = listLength(value) - list.length;
    if (leftOut > 0) this.note(name, `exceeded the limit of ${MAXIMUM_LABELS} items; ${leftOut} ignored`);
    return list.map((label) => textOf(label, this.#budget) ?? '');
  }

  #details(): Readonly<Record<string, DetailValue>> | undefined {
    const value = this.field('details');
    if (value === undefined) return undefined;
    if (isDetails(value) && !types.isProxy(value)) return this.#readDetails(value);
    this.note('details', `was ${nameOfType(value)} instead of a plain object`);
    return { details: textOf(value, this.#budget) ?? '' };
  }

  #links(): AlertLinks | undefined {
    const value = this.field('links');
    if (value === undefined) return undefined;
    if (!isDetails(value) || types.isProxy(value)) {
      this.note('links', `ignored: was ${nameOfType(value)} instead of a plain object`);
      return undefined;
    }
    const names = readKeys(value, this.#budget);
    const leftOut = names.length - MOST_LINKS;
    if (leftOut > 0) this.note('links', `exceeded the limit of ${MOST_LINKS} items; ${leftOut} ignored`);
    // The addresses are checked when the alert is composed.
    return Object.fromEntries(
      names.slice(0, MOST_LINKS).map((name) => {
        const link = readProperty(value, name, undefined, this.#budget);
        return [name, typeof link === 'function' ? (link as Provider) : textOf(link, this.#budget)];
      }),
    );
  }

  /** Copies the details, so that no getter runs later and no object of the application is retained. */
  #readDetails(given: object): Readonly<Record<string, DetailValue>> {
    const details: Record<string, DetailValue> = {};
    const keys = readKeys(given, this.#budget);
    for (const key of keys.slice(0, MAXIMUM_DETAILS)) {
      const value = readProperty(given, key, '(unreadable)', this.#budget);
      const text = isFigure(value) ? value : textOf(value, this.#budget, MAXIMUM_DETAIL);
      // `defineProperty`, so that a key `__proto__` is an ordinary detail.
      if (text !== undefined) Object.defineProperty(details, key, { value: text, enumerable: true });
    }
    if (keys.length > MAXIMUM_DETAILS)
      this.note(
        'details',
        `exceeded the limit of ${MAXIMUM_DETAILS} entries; ${keys.length - MAXIMUM_DETAILS} ignored`,
      );
    return details;
  }

  #responders(name: string, kinds: readonly Responder['type'][], limit: number): readonly Responder[] | undefined {
    const value = this.field(name);
    if (value === undefined) return undefined;
    const { people, leftOut } = validResponders(isList(value) ? value : [value], kinds, limit, this.#budget);
    if (leftOut > 0) this.note(name, `had ${leftOut} invalid ${leftOut === 1 ? 'entry' : 'entries'}, ignored`);
    return people;
  }
}

function isFigure(value: unknown): value is number | boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}

function nameOfType(value: unknown): string {
  if (isList(value)) return 'a list';
  return value !== null && typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
