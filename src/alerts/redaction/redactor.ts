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

/** Replaces each secret. */
export const REDACTED = '[redacted]';

// `%252540`: a URL in a URL in the path of a third. More layers do not occur by accident.
const MOST_ENCODINGS = 3;

/** Texts that recur in each alert are short: tags, detail keys, the names of service and host. In UTF-16 units. */
const LONGEST_REMEMBERED = 100;
/** Enough for the recurring texts and others in between; at most 100 kB. */
const MOST_REMEMBERED = 500;

/** A shorter value is a placeholder in development, not a key: hiding `test` would garble `latest`. */
const SHORTEST_VALUE = 8;

/** Hides secrets in text. No method throws: text that cannot be searched is hidden completely. */
export interface Redactor {
  /** Hides everything in the text that looks like a secret. */
  text(value: string): string;
  /** Hides the whole value if its key names a secret, otherwise everything in it that looks like a secret. */
  detail(key: string, value: string): string;
}

/** Secrets in addition to the built-in names and forms. */
interface RedactorOptions {
  /** Names whose values are hidden. The last words decide, in any spelling: `customerNumber` also matches `X-Customer-Number`. */
  readonly keys?: readonly string[] | undefined;
  /** Patterns whose matches are all hidden, with or without the `g` flag. Avoid slow ones: nothing limits their running time. */
  readonly patterns?: readonly RegExp[] | undefined;
  /** Known secrets, such as the module's API key. Values below 8 characters are ignored. */
  readonly values?: readonly string[] | undefined;
}

/**
 * Creates a {@link Redactor} with the built-in names and forms and those of `options`.
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

  // Text that contains a secret only after decoding is returned decoded; all other text stays encoded.
  const hideEncoded = (value: string, layers: number): string => {
    const hidden = hide(value);
    const decoded = layers === 0 ? hidden : decodeOnce(hidden);
    if (decoded === hidden) return hidden;
    const hiddenBelow = hideEncoded(decoded, layers - 1);
    return hiddenBelow === decoded ? hidden : hiddenBelow;
  };

  // Only text without secrets: no secret may stay in memory after it was hidden.
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
 * A configured pattern as one that finds every match. A copy, because the original may be sticky or keep its `lastIndex` between two
 * searches, and would then miss every other secret.
 */
function searchEverywhere(pattern: RegExp): RegExp[] {
  if (!(pattern instanceof RegExp)) return [];
  return [new RegExp(pattern.source, `${pattern.flags.replace(/[gy]/g, '')}g`)];
}

/** The source of a pattern that matches the text literally. */
function escape(value: string): string {
  return value.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** A pattern that also matches the empty text, such as `/x?/`, must not insert a mark between all letters. */
function hideMatch(match: string): string {
  return match === '' ? '' : REDACTED;
}
