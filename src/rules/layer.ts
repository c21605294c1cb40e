import type { AlertShape } from './alert-shape.js';
import type { RuleOptions } from './rule-options.js';

/** Where something was said; the later ones are nearer to the handler and win. */
export type Level = 'built-in' | 'recommended' | 'defaults' | 'module' | 'controller' | 'handler';

/** Options as several levels said them together. */
export interface LayeredOptions {
  readonly options: RuleOptions;
  /** For each field the level it comes from, or the levels that were united, the farthest first. */
  readonly sources: Readonly<Record<string, readonly Level[]>>;
}

/** The ground that the levels are laid on. */
export const NO_OPTIONS: LayeredOptions = { options: {}, sources: {} };

/**
 * Lays the options of a nearer level over what farther ones said.
 *
 * Field by field the nearer wins; tags unite, details and links are merged; lists of people and actions are replaced whole. `0` and `false` are
 * values. A function is a value too: it takes the place of what was there.
 */
export function lay(under: LayeredOptions, nearer: RuleOptions, level: Level): LayeredOptions {
  let { options } = under;
  const sources = { ...under.sources };
  for (const [field, value] of Object.entries<unknown>({ ...nearer })) {
    if (value === undefined) continue;
    options = { ...options, [field]: value };
    sources[field] = [level];
  }
  const tags = unite(under.options.tags, nearer.tags);
  if (tags !== undefined) {
    options = { ...options, tags };
    sources['tags'] = together(under.sources['tags'], level);
  }
  for (const field of ['details', 'links'] as const) {
    const merged = merge(under.options[field], nearer[field]);
    if (merged === undefined) continue;
    options = { ...options, [field]: merged };
    sources[field] = together(under.sources[field], level);
  }
  return { options, sources };
}

/** Lays a nearer shape over a farther one where it does not matter who said what. */
export function layShape(farther: AlertShape, nearer: AlertShape): AlertShape {
  return lay({ options: farther, sources: {} }, nearer, 'handler').options;
}

function unite(farther: AlertShape['tags'], nearer: AlertShape['tags']): readonly string[] | undefined {
  if (typeof farther !== 'object' || typeof nearer !== 'object') return undefined;
  return [...new Set([...farther, ...nearer])];
}

function merge(farther: unknown, nearer: unknown): object | undefined {
  if (farther === null || nearer === null) return undefined;
  if (typeof farther !== 'object' || typeof nearer !== 'object') return undefined;
  return { ...farther, ...nearer };
}

function together(farther: readonly Level[] | undefined, nearer: Level): readonly Level[] {
  return [...new Set([...(farther ?? []), nearer])];
}
