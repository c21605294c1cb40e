import { complainAboutKey } from '../platforms/opsgenie/key-form.js';
import type { Complaint } from '../validation/checks.js';
import { UNREADABLE } from '../validation/plain-copy.js';
import { show } from '../validation/problem.js';

/** The key of an integration. It is never shown, not even a part of it. An empty one, as of an empty variable, is a missing one. */
export const apiKey: Complaint = (value) => {
  if (typeof value !== 'string')
    return `must be a string; got ${value === null || value === UNREADABLE ? show(value) : `a value of the type ${typeof value}`}`;
  return isBlank(value) ? undefined : complainAboutKey(value);
};

/** Whether a text is missing or empty, as the value of an empty variable is. */
export function isBlank(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && value.trim() === '');
}

/** Says that a required key is missing. @param otherwise what to do instead of giving one */
export function missingKey(value: unknown, otherwise: string): string {
  return `is ${value === undefined ? 'missing' : 'empty'}; give it the key of an API integration, or ${otherwise}`;
}
