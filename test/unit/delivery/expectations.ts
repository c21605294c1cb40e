import { expect } from 'vitest';

/** Any text. */
export const anyText: unknown = expect.any(String);

/** A text with this part. */
export function containing(part: string): unknown {
  return expect.stringContaining(part);
}

/** A text of this form. */
export function matching(form: RegExp): unknown {
  return expect.stringMatching(form);
}

/** An object with these members, and perhaps others. */
export function having(members: object): unknown {
  return expect.objectContaining(members);
}
