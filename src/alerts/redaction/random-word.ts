/** What a word is made of, as far as it tells words of people from keys of machines. */
interface Makeup {
  readonly length: number;
  readonly lower: number;
  readonly upper: number;
  readonly digits: number;
  /** How often one kind follows another; the small letter after a capital, as in `OrdersService`, does not count. */
  readonly changes: number;
}

/** Random letters and digits change their kind at every second character, names of code at every fifth. */
const MOST_CHARACTERS_PER_CHANGE = 3.5;

/** Whether a word was drawn from capitals, small letters and digits at random. Hexadecimal ids are not meant: most of them are no secrets. */
export function looksRandom(word: string): boolean {
  const { length, lower, upper, digits, changes } = makeupOf(word);
  return digits > 1 && lower > 0 && upper > 0 && changes * MOST_CHARACTERS_PER_CHANGE >= length;
}

// `sha256`, `address2`, `v1.2.3`, `10ms`, `2024-01-02T03:04:05`: words with a number.
const NUMBERED =
  /^(?:[a-z]{1,12}[-_.]?\d{1,4}|v?\d{1,4}(?:[.:-]\d{1,9}){1,3}\S{0,40}|\d{1,12}(?:st|nd|rd|th|[mnμ]?s|[kmg]i?b|h|d|min|px|%|x)?)$/i;

const PATH = /^(?:\.{0,2}\/|\w{1,16}:\/\/)/;

/** Whether a word could be a password: it has letters and figures, or signs that words have not. */
export function looksGuarded(word: string): boolean {
  if (NUMBERED.test(word) || PATH.test(word)) return false;
  const { lower, upper, digits } = makeupOf(word);
  return (digits > 0 && lower + upper > 0) || /[!@#$%^&*~+?=|]\w/.test(word);
}

const HEXADECIMAL = /^(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|(?=[a-f]{0,64}\d)(?=\d{0,64}[a-f])[\da-f]{16,512})$/i;

/** Whether a word is a UUID, or hexadecimal and long. Right behind the name of a secret it is one; elsewhere it is an id. */
export function looksHexadecimal(word: string): boolean {
  return HEXADECIMAL.test(word);
}

// So much of a word shows what it is made of.
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
