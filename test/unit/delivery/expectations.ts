import { expect } from 'vitest';

/** Any text. */
export const anyText: unknown = expect.any(String);

/** A text that contains this part. */
export function containing(part: string): unknown {
  return expect.stringContaining(part);
}

/** A text that matches this pattern. */
export function matching(form: RegExp): unknown {
  return expect.stringMatching(form);
}

/** An object with at least these members. */
export function having(members: object): unknown {
  return expect.objectContaining(members);
}
