/** The composition of a word, which distinguishes human words from generated keys. */
interface Makeup {
  readonly length: number;
  readonly lower: number;
  readonly upper: number;
  readonly digits: number;
  /** How often the kind of character changes, not counting a lower-case letter after a capital, as in `OrdersService`. */
  readonly changes: number;
}

/** In random letters and digits the kind changes at every second character, in identifiers at every fifth. */
const MOST_CHARACTERS_PER_CHANGE = 3.5;

/** Whether a word looks like random capitals, lower-case letters and digits. Excludes hexadecimal ids: most of them are not secrets. */
export function looksRandom(word: string): boolean {
  const { length, lower, upper, digits, changes } = makeupOf(word);
  return digits > 1 && lower > 0 && upper > 0 && changes * MOST_CHARACTERS_PER_CHANGE >= length;
}

// `sha256`, `address2`, `v1.2.3`, `10ms`, `2024-01-02T03:04:05`: words with a number.
const NUMBERED =
  /^(?:[a-z]{1,12}[-_.]?\d{1,4}|v?\d{1,4}(?:[.:-]\d{1,9}){1,3}\S{0,40}|\d{1,12}(?:st|nd|rd|th|[mnμ]?s|[kmg]i?b|h|d|min|px|%|x)?)$/i;

const PATH = /^(?:\.{0,2}\/|\w{1,16}:\/\/)/;

/** Whether a word could be a password: it contains letters and digits, or characters that are unusual in words. */
export function looksGuarded(word: string): boolean {
  if (NUMBERED.test(word) || PATH.test(word)) return false;
  const { lower, upper, digits } = makeupOf(word);
  return (digits > 0 && lower + upper > 0) || /[!@#$%^&*~+?=|]\w/.test(word);
}

const HEXADECIMAL = /^(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|(?=[a-f]{0,64}\d)(?=\d{0,64}[a-f])[\da-f]{16,512})$/i;

/** Whether a word is a UUID or a long hexadecimal number: a secret directly after the name of one, otherwise an id. */
export function looksHexadecimal(word: string): boolean {
  return HEXADECIMAL.test(word);
}

// The beginning of a word is enough to judge its composition.
const LONGEST_LOOK = 256;

function makeupOf(word: string): Makeup {
  let [lower, upper, digits, changes, last] = [0, 0, 0, 0, 0];
  for (let index = 0; index < Math.min(word.length, LONGEST_LOOK); index++) {
    const unit = word.charCodeAt(index);
    const kind = unit >= 97 && unit <= 122 ? 1 : unit >= 65 && unit <= 90 ? 2 : unit >= 48 && unit <= 57 ? 3 : 0;
    if (kind === 0) continue;
    if (kind === 1) lower++;
    else if (kind === 2) upper++;
    else digits++;
    if (last !== 0 && kind !== last && !(last === 2 && kind === 1)) changes++;
    last = kind;
  }
  return { length: lower + upper + digits, lower, upper, digits, changes };
}
