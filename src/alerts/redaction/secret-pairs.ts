import { isCount, isPlaceholder, isReason, saysNothing } from './innocent-value.js';
import type { Secrecy, SecretNames } from './secret-names.js';
import { endBeforeNextFrame, endOf, endOfBrackets, endOfQuote, endOfString } from './value-end.js';

// A name and the separator before its value: `name=`, `name: `, `"name":`, `\"name\":`, `'name' =>`, `[name]=`, `name[0]=`, `'name', '`, `"name" [1]:` (Joi), `--name `, `-name `, `<name>`.
// Linear in the length of the text: a match starts only at the first character of a name, and everything after it is bounded.
// In JSON a line break is written as `\n`; its letter does not belong to the name after it. Node prints a long value on the line
// after its name. For an element, only the end of the opening tag is matched, because its attributes are pairs themselves; most
// elements have fewer than 512 characters of attributes.
const PAIR =
  /(?:(?<![\p{L}\p{M}\p{N}\p{Cf}_.-])(?:(?<=\\)[nrt])?(?:(?<name>[\p{L}\p{M}\p{N}\p{Cf}_.-]+)(?<closing>\\{0,31}["'`]\]?(?: \[[\d, ]{1,40}\])?|(?:\[\d{0,6})?\](?=[ \t]{0,4}=))?[ \t]{0,32}(?<separator>=>|:=|={1,3}|:{1,2}|：|＝|,(?=(?:\s|\\{1,31}[nrt]){0,32}\\{0,31}["'`]))(?:(?:\s|\\{1,31}[nrt]){0,32}(?=\\{0,31}["'`])|[ \t]{0,32})|(?<flag>--?[\w-]+)[ \t+]{1,4}(?=[^\s-]))|>(?<!\/>)(?<=<(?<element>[\w:.-]{1,64})(?:\s[^<>]{0,512})?>))/gu;

// `API key: …`, `session id = …`, `mot de passe : …`: names of two or three words in prose.
const WORDS_BEFORE = /(?:[\p{L}\p{M}\p{Cf}]{1,32} ){1,2}$/u;

// The forms of values.
// Passwords contain commas, brackets and quotes: such a character ends the value only before an end or another name.
const BARE =
  /(?:(?:Bearer|Basic|Digest|Token|GenieKey)[ \t]+)?(?:\[[^\s\]]{0,32}\]|[^\s,;&"'`<>)\]}\\]|<(?=[A-Za-z0-9])(?![A-Za-z][\w:-]{0,64}[\s/>])|>(?=[A-Za-z0-9])|\\(?![nrt"'])|[,;](?![\s"'`<]|$|[\w.-]{1,64}["'`]?[ \t]{0,4}[=:])|&(?![\s"'`<]|$|[\w.-]{1,64}=)|[)\]}"'`](?=[A-Z0-9]))+/iy;
const REST_OF_LINE = /[^\n]*/y;
// A header in quotes ends at the closing quote, as in `curl -H 'Cookie: a=b'`.
const UP_TO_QUOTE: Readonly<Record<string, RegExp>> = { '"': /[^\n"]*/y, "'": /[^\n']*/y, '`': /[^\n`]*/y };
const COOKIES = /[^\s;&"'`]*(?:;[ \t]{0,4}[^\s;=&"'`]+(?:=[^\s;&"'`]*)?)*/y;
// YAML: `password: |` and the following lines with the indentation of the first.
const BLOCK_SCALAR =
  /\n(?<dash>[ \t]{0,200}- )[^\n]*(?:\n\k<dash>[^\n]*)*|[|>][-+\d]{0,2}[ \t]{0,32}\n(?<indent>[ \t]{1,200})(?!at )[^\n]*(?:\n{1,8}\k<indent>[^\n]*)*/y;
const ELEMENT_TEXT = /(?:[^<]|<!\[CDATA\[[\s\S]*?(?:\]\]>|$))*/y;

// The prefix of an inspected object: `Tok {`, `Set(1) {`, `[Object: null prototype] {`, `<ref *1> Tok {`. A space or a string follows the
// bracket, unlike in `[redacted]`.
const INSPECTED =
  /(?:<ref \*\d{1,6}> )?(?:\[[\w$.]{1,64}(?:\(\d{1,9}\))?: null prototype\] |[\w$.]{1,64}(?:\(\d{1,9}\))? (?:\[[\w$.]{1,64}\] )?)?[{[](?=[\s"'`\\{[])/y;
// Node prints 50 bytes of a buffer.
const BUFFER = /<Buffer(?: [\da-f]{2}){1,64}(?: \.{3} \d{1,12} more bytes?)?>/y;

// Another name with its own value, in the place of a value.
const NAME_OF_VALUE = /(?<name>[\p{L}\p{M}\p{N}\p{Cf}_.-]{1,64})[ \t]{0,4}[:=](?![:=])[ \t]{0,4}[^\s:=]/uy;

// Their values extend to the end of the line: cookies contain `;`, `=` and spaces.
const LINE_HEADER = /^(?:[\w-]{1,64}-)?(?:authorization|cookies?)$/i;

// Secrets that consist of several words.
const PHRASE = /(?:mnemonic|(?:seed|recovery)[ _-]?phrase|(?:recovery|backup)[ _-]?codes)$/i;

// The search for the end of a value runs to the end of the text. An alert contains at most this many errors; after that the rest is hidden,
// which bounds the time.
const MAXIMUM_UNCLOSED = 25;

/** Hides the values of secret-looking names: `password=…`, `"apiKey":"…"`, `Cookie: …`, `--token …`, `<secret>…`. */
export function hidePairs(text: string, names: SecretNames, replacement: string): string {
  let hidden = '';
  let copied = 0;
  let unclosed = 0;
  const pairs = new RegExp(PAIR);
  for (let pair = pairs.exec(text); pair !== null; pair = pairs.exec(text)) {
    const value = secretValue(text, pair, names, replacement);
    if (value === undefined) continue;
    if (value.end === undefined) unclosed++;
    const end = value.end ?? (unclosed > MAXIMUM_UNCLOSED ? text.length : endBeforeNextFrame(text, value.start));
    hidden += text.slice(copied, value.start) + replacement;
    copied = end;
    pairs.lastIndex = end;
  }
  return hidden + text.slice(copied);
}

interface Span {
  readonly start: number;
  /** `undefined` if the text does not contain it. */
  readonly end: number | undefined;
}

function secretValue(text: string, pair: RegExpExecArray, names: SecretNames, replacement: string): Span | undefined {
  const { name, closing, separator, flag, element } = pair.groups ?? {};
  const start = pair.index + pair[0].length;
  const secrecy = names.secrecy(name ?? flag ?? element ?? '') ?? secrecyOfWords(text, pair, names);
  // A list of headers alternates names and values; other lists contain only names, e.g. of missing fields.
  if (secrecy === undefined || (separator === ',' && !isHeader(name, closing))) return undefined;
  if (element !== undefined) return notEmpty(text, start, endOf(ELEMENT_TEXT, text, start));

  const afterQuote = endOfQuote(text, start);
  if (afterQuote > start)
    return notEmpty(text, afterQuote, endOfString(text, afterQuote, text.slice(start, afterQuote)));

  const prose = separator === ':' && closing === undefined;
  const before = text.charAt(pair.index - 1);
  // `auth: failed` is prose, and `POST /token: 5XX` is a path.
  if (prose && (secrecy === 'likely' || before === '/')) return undefined;
  if (secrecy === 'certain') {
    const brackets = endOf(INSPECTED, text, start);
    if (brackets > start) return { start, end: endOfBrackets(text, brackets - 1) };
    const bytes = endOf(BUFFER, text, start);
    if (bytes > start) return { start, end: bytes };
  }
  if (LINE_HEADER.test(name ?? '')) {
    if (prose) return notEmpty(text, start, endOf(UP_TO_QUOTE[before] ?? REST_OF_LINE, text, start));
    if (/cookie/i.test(name ?? '') && closing === undefined) return notEmpty(text, start, endOf(COOKIES, text, start));
  }
  const scalar = separator === ':' ? endOf(BLOCK_SCALAR, text, start) : start;
  if (scalar > start) return { start, end: scalar };
  if (PHRASE.test(text.slice(Math.max(0, pair.index - 10), pair.index) + (name ?? ''))) {
    return notEmpty(text, start, endOf(REST_OF_LINE, text, start));
  }
  if (prose && isReason(text, start)) return undefined;
  if (separator === '=' && (isPlaceholder(text, start) || isCount(name, before, text, start))) return undefined;
  // `Invalid token: password: …`: the value belongs to the second name, which is matched next; not so in `password=topsecret: refused`.
  if (/[ \t]/.test(text.charAt(start - 1)) && beginsWithSecretName(text, start, names)) return undefined;
  if (text.startsWith(replacement, start)) return { start, end: endOf(BARE, text, start) };
  // A `likely` name may also belong to an object with harmless members, such as a card; its members are checked one by one.
  if (/[{[]/.test(text.charAt(start)))
    return secrecy === 'certain' ? { start, end: endOfBrackets(text, start) } : undefined;
  return notEmpty(text, start, endOf(BARE, text, start));
}

/** The secrecy of a name of two or three words; the caller has already checked the single word. */
function secrecyOfWords(text: string, { index, groups }: RegExpExecArray, names: SecretNames): Secrecy | undefined {
  const name = groups?.['name'];
  if (name === undefined || text.charAt(index - 1) !== ' ' || !/^\p{L}/u.test(name)) return undefined;
  const [before] = WORDS_BEFORE.exec(text.slice(Math.max(0, index - 66), index)) ?? [];
  return before === undefined ? undefined : names.secrecy(before + name);
}

function beginsWithSecretName(text: string, start: number, names: SecretNames): boolean {
  NAME_OF_VALUE.lastIndex = start;
  const name = NAME_OF_VALUE.exec(text)?.groups?.['name'];
  return name !== undefined && names.secrecy(name) === 'certain';
}

function isHeader(name: string | undefined, closing: string | undefined): boolean {
  return name !== undefined && closing !== undefined && (name.includes('-') || LINE_HEADER.test(name));
}

function notEmpty(text: string, start: number, end: number | undefined): Span | undefined {
  if (end === undefined) return start < text.length ? { start, end } : undefined;
  if (end <= start || saysNothing(text, start, end)) return undefined;
  return { start, end };
}
