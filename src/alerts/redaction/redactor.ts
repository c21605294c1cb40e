import { hideInCommands } from './commands.js';
import { decodeOnce, hideInBase64 } from './encoded-text.js';
import { hideNamedMembers } from './named-members.js';
import { hideNamedValues } from './named-values.js';
import { hideQuotedInput } from './quoted-input.js';
import { hideRefusedValues } from './refused-values.js';
import { SecretNames } from './secret-names.js';
import { hidePairs } from './secret-pairs.js';
import { hideTokens } from './secret-tokens.js';
import { hideInProse, hideRandomWords } from './secret-words.js';
import { hideSqlValues } from './sql-values.js';

/** What stands where a secret was. */
export const REDACTED = '[redacted]';

// `%252540`: an address within an address, in the path of a third. More layers are no accident.
const MOST_ENCODINGS = 3;

/** Much of an alert is the same in the next: tags, keys of details, the names of the service and the host. Such texts are short. */
const LONGEST_REMEMBERED = 100;
/** Enough for these and what passes by between them; 100 kB at most. */
const MOST_REMEMBERED = 500;

/** What is shorter is no key, but what stands for one in development: hiding `test` would garble `latest`. */
const SHORTEST_VALUE = 8;

/** Hides secrets in text. Neither method ever throws: text that cannot be searched is hidden whole. */
export interface Redactor {
  /** Hides what looks like a secret in running text. */
  text(value: string): string;
  /** Hides the whole value when its key looks secret, and what looks like a secret in it otherwise. */
  detail(key: string, value: string): string;
}

/** What is secret here beside the built-in names and forms. */
export interface RedactorOptions {
  /** Names whose values are hidden. They count by their last words and in any spelling: `customerNumber` is also `X-Customer-Number`. */
  readonly keys?: readonly string[] | undefined;
  /** Forms that are hidden wherever they occur, all of them, with or without the `g` flag. Their running time is their author's care. */
  readonly patterns?: readonly RegExp[] | undefined;
  /** Secrets that are known as they are, such as the key of the module itself. They count from 8 characters. */
  readonly values?: readonly string[] | undefined;
}

/**
 * Makes a {@link Redactor} with the built-in names and forms and those of `options`.
 *
 * @example `createRedactor({ patterns: [/CUST-\d{6}/] }).text('CUST-123456: password=hunter2')` is `'[redacted]: password=[redacted]'`
 */
export function createRedactor(options: RedactorOptions = {}): Redactor {
  const names = new SecretNames(options.keys);
  const values = (options.values ?? [])
    .filter((value) => value.length >= SHORTEST_VALUE)
    .map((value) => new RegExp(escape(value), 'gi'));
  const patterns = [...values, ...(options.patterns ?? []).flatMap(searchEverywhere)];

  const hide = (value: string): string => {
    const own = patterns.reduce((rest, pattern) => rest.replace(pattern, hideMatch), value);
    const withoutInput = hideRefusedValues(hideQuotedInput(own, REDACTED), REDACTED);
    const byForm = hideInCommands(hideTokens(withoutInput, REDACTED), REDACTED);
    const byName = hideNamedMembers(hideNamedValues(byForm, names, REDACTED), names, REDACTED);
    return hideInProse(hidePairs(hideSqlValues(byName, names, REDACTED), names, REDACTED), REDACTED);
  };

  // What holds a secret only once it is decoded goes out decoded; all else goes out as it is written.
  const hideEncoded = (value: string, layers: number): string => {
    const hidden = hide(value);
    const decoded = layers === 0 ? hidden : decodeOnce(hidden);
    if (decoded === hidden) return hidden;
    const hiddenBelow = hideEncoded(decoded, layers - 1);
    return hiddenBelow === decoded ? hidden : hiddenBelow;
  };

  // Only what holds no secret: none must stand in the memory for longer than it takes to hide it.
  const harmless = new Set<string>();

  const text = (value: string): string => {
    if (harmless.has(value)) return value;
    try {
      const hidden = hideRandomWords(hideInBase64(hideEncoded(value, MOST_ENCODINGS), hide, REDACTED), REDACTED);
      if (hidden !== value || value.length > LONGEST_REMEMBERED) return hidden;
      if (harmless.size >= MOST_REMEMBERED) harmless.clear();
      harmless.add(value);
      return hidden;
    } catch {
      return REDACTED; // a pattern ran out of stack: better no text than a secret
    }
  };

  return {
    text,
    detail: (key, value) => (value !== '' && names.secrecy(key) !== undefined ? REDACTED : text(value)),
  };
}

/**
 * A user's pattern as one that finds every match. It is a copy: the user's own may be sticky, or keep its place between two searches,
 * and then every other secret would slip through.
 */
function searchEverywhere(pattern: RegExp): RegExp[] {
  if (!(pattern instanceof RegExp)) return [];
  return [new RegExp(pattern.source, `${pattern.flags.replace(/[gy]/g, '')}g`)];
}

/** A text as the pattern that finds it. */
function escape(value: string): string {
  return value.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** A pattern that can match nothing, such as `/x?/`, must not put a mark between all letters. */
function hideMatch(match: string): string {
  return match === '' ? '' : REDACTED;
}
