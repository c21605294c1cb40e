import { isList, listLength, readProperty } from '../text/guarded-read.js';
import { toPlainText } from '../text/plain-text.js';
import { cutAt, ELLIPSIS } from '../text/text-cut.js';
import { kindOf, UNREADABLE } from './plain-copy.js';

/** One problem in the configuration. */
export interface ConfigurationProblem {
  /** The option's path: `rules[0].priority`. */
  readonly path: string;
  /** What is wrong and what to do: `must be one of P1, P2, P3, P4, P5; got 'P0'`. */
  readonly message: string;
}

/** Problems listed in one error; an invalid list may be long. */
const MOST_LINES = 50;

/** The configuration is invalid. Thrown at boot or when a decorated class is defined; lists every problem at once. */
export class OpsgenieConfigurationError extends Error {
  override readonly name = 'OpsgenieConfigurationError';
  /** All problems. */
  readonly problems: readonly ConfigurationProblem[];

  constructor(
    /** The place of the configuration: `OpsgenieModule.forRoot()`, `@AlertOnStatus() on OrdersController.find`. */
    readonly place: string,
    problems: readonly ConfigurationProblem[],
  ) {
    const shown = problems.map(({ path, message }) => ({ path: hideKeys(path), message: hideKeys(message) }));
    const lines = shown.slice(0, MOST_LINES).map(({ path, message }) => `  - ${path} ${message}`);
    if (shown.length > lines.length) lines.push(`  - and ${shown.length - lines.length} more`);
    super(`${place} cannot be used:\n${lines.join('\n')}`);
    this.problems = shown;
  }
}

/** The length of text that is redacted, in UTF-16 units: far more than is shown, so that a key is recognised before the cut. */
const LOOKED_AT = 4_096;
const SHOWN = 40;

/** Shows a wrong value in an error, short enough to read. Never throws. */
export function show(value: unknown): string {
  if (value === UNREADABLE) return 'a value that cannot be read';
  if (typeof value === 'string') return `'${excerpt(value)}'`;
  if (typeof value === 'symbol') return excerpt(String(value));
  // Formatting a huge BigInt takes too long.
  if (typeof value === 'bigint') return BigInt.asIntN(64, value) === value ? String(value) : 'a large BigInt';
  if (isList(value)) return `an array of ${listLength(value)}`;
  if (typeof value === 'function') {
    const name = readProperty(value, 'name');
    return typeof name === 'string' && name !== '' ? `the function ${excerpt(name)}` : 'a function';
  }
  if (typeof value !== 'object' || value === null) return String(value);
  const kind = kindOf(value);
  if (kind === undefined) return 'a value that cannot be read';
  return kind === 'Object' ? 'an object' : `${/^[AEIOU]/i.test(kind) ? 'an' : 'a'} ${excerpt(kind)}`;
}

/** The beginning of a text on one line, without keys. */
export function excerpt(text: string): string {
  // Redact first: half of a key is no longer recognised after the cut.
  const plain = hideKeys(toPlainText(cutAt(text, LOOKED_AT)).replaceAll('\n', ' '));
  return plain.length > SHOWN || text.length > LOOKED_AT ? `${cutAt(plain, SHOWN)}${ELLIPSIS}` : plain;
}

/** The form of an API key: a UUID. */
const KEY = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** Redacts keys: one may be given by mistake as the value or name of another option, and boot errors are logged. */
function hideKeys(text: string): string {
  return text.replace(KEY, '[api key]');
}
