import { types } from 'node:util';

import type { Budget } from './budget.js';
import { hasOwn, isObject, plainProperty, readProperty } from './guarded-read.js';
import { cutAt, MAXIMUM_TEXT } from './text-cut.js';

const MAXIMUM_NAME = 200; // a name is part of the alias, where a longer one is noise

/** What strings that are thrown go by, and objects that only look like an error. */
export const NON_ERROR = 'NonError';

/** The class of an error. Of what is no error, the class or the type: `undefined`, `number`, `Map`, `object`; `NonError` for strings. */
export function errorName(error: unknown, budget?: Budget): string {
  if (!isErrorLike(error, budget)) return typeName(error, budget);
  const name = textProperty(error, 'name', budget);
  // A class that extends Error without setting a name inherits the name `Error`.
  const className =
    name === undefined || name === 'Error'
      ? textProperty(readProperty(error, 'constructor', undefined, budget), 'name', budget)
      : name;
  return cutAt(className === undefined || className === 'Object' ? (name ?? NON_ERROR) : className, MAXIMUM_NAME);
}

function typeName(value: unknown, budget: Budget | undefined): string {
  if (typeof value === 'string') return NON_ERROR;
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  const type = readProperty(value, 'constructor', undefined, budget);
  // Data may have a property of this name, with another text each time.
  const className = typeof type === 'function' ? textProperty(type, 'name', budget) : undefined;
  return className === undefined || className === 'Object' ? 'object' : cutAt(className, MAXIMUM_NAME);
}

/** The `name` that a class declares for its errors, which survives minification; otherwise the name of the class. */
export function errorClassName(type: object): string {
  const prototype = readProperty(type, 'prototype');
  const declared = hasOwn(prototype, 'name') ? textProperty(prototype, 'name') : undefined;
  return cutAt(declared ?? textProperty(type, 'name') ?? 'Error', MAXIMUM_NAME);
}

/** The message of an error; empty if it has none. */
export function errorMessage(error: object, budget?: Budget): string {
  return textProperty(error, 'message', budget) ?? textProperty(error, 'code', budget) ?? '';
}

/** Whether a value can be reported as an error, of any realm or library. */
export function isErrorLike(error: unknown, budget?: Budget): error is object {
  if (!isObject(error) || typeof error === 'function') return false;
  const isText = (key: string): boolean => typeof readProperty(error, key, undefined, budget) === 'string';
  return isText('message') || isText('stack');
}

/** A property that is a non-empty string. */
export function textProperty(target: unknown, key: string, budget?: Budget): string | undefined {
  const value = readProperty(target, key, undefined, budget);
  const text = typeof value === 'string' ? cutAt(value, MAXIMUM_TEXT) : '';
  return text.trim() === '' ? undefined : text;
}

/** What an error is named by. */
const NAMED_BY = ['name', 'constructor'];

/** The prototype that gives an error its name; `undefined` if the error has one of its own, or may be a proxy. */
export function namingPrototype(error: unknown): object | undefined {
  if (!types.isNativeError(error) || NAMED_BY.some((key) => Object.hasOwn(error, key))) return undefined;
  return Object.getPrototypeOf(error) as object | undefined;
}

/** Whether a prototype gives all its errors one name: a getter may give each its own. */
export function namesAllAlike(prototype: object): boolean {
  return NAMED_BY.every((key) => plainProperty(prototype, key) !== undefined);
}
