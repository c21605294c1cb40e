import { isObject, readProperty } from './guarded-read.js';
import { head, MAXIMUM_TEXT } from './truncate.js';

const MAXIMUM_NAME = 200; // a name goes into the alias, where more than this is noise

/** The class of an error; `NonError` for what was thrown without being one. */
export function errorName(error: unknown): string {
  if (!isErrorLike(error)) return 'NonError';
  const name = textProperty(error, 'name');
  // A class that extends Error without setting a name still says `Error` there.
  const className =
    name === undefined || name === 'Error' ? textProperty(readProperty(error, 'constructor'), 'name') : name;
  return head(className === undefined || className === 'Object' ? (name ?? 'NonError') : className, MAXIMUM_NAME);
}

/** What an error says; empty when it says nothing. */
export function errorMessage(error: object): string {
  return textProperty(error, 'message') ?? textProperty(error, 'code') ?? '';
}

/** Whether something can be told as an error, of whichever realm or library it is. */
export function isErrorLike(error: unknown): error is object {
  if (!isObject(error) || typeof error === 'function') return false;
  return typeof readProperty(error, 'message') === 'string' || typeof readProperty(error, 'stack') === 'string';
}

/** A property that holds a text which says something. */
export function textProperty(target: unknown, key: string): string | undefined {
  const value = readProperty(target, key);
  return typeof value === 'string' && value.trim() !== '' ? head(value, MAXIMUM_TEXT) : undefined;
}
