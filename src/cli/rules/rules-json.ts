import type { ApplicationRules } from '../../pipeline/application-rules.js';

/** The rules as JSON: one object with all methods. A function is the text `computed`. */
export function rulesJson(rules: ApplicationRules): string {
  return JSON.stringify(rules, (_, value: unknown) => (typeof value === 'function' ? 'computed' : value));
}
