import { isCount, isPlaceholder, isReason, saysNothing } from './innocent-value.js';
import type { Secrecy, SecretNames } from './secret-names.js';
import { endBeforeNextFrame, endOf, endOfBrackets, endOfQuote, endOfString } from './value-end.js';

// A name and what separates it from its value: `name=`, `name: `, `"name":`, `\"name\":`, `'name' =>`, `[name]=`, `name[0]=`, `'name', '`, `"name" [1]:` (Joi), `--name `, `-name `, `<name>`.
// A name is tried only from its first character, and what follows it is bounded: the time is linear, whatever the text.
// The letter of a line break that is written as `\n`, as in JSON, does not belong to the name after it. Node shows a long value on the
// line after its name. Of an element, only the end of its opening tag is taken: its attributes are pairs of their own. Most have fewer than
// 512 characters of them.
const PAIR =
  /(?:(?<![\p{L}\p{M}\p{N}\p{Cf}_.-])(?:(?<=\\)[nrt])?(?:(?<name>[\p{L}\p{M}\p{N}\p{Cf}_.-]+)(?<closing>\\{0,31}["'`]\]?(?: \[[\d, ]{1,40}\])?|(?:\[\d{0,6})?\](?=[ \t]{0,4}=))?[ \t]{0,32}(?<separator>=>|:=|={1,3}|:{1,2}|：|＝|,(?=(?:\s|\\{1,31}[nrt]){0,32}\\{0,31}["'`]))(?:(?:\s|\\{1,31}[nrt]){0,32}(?=\\{0,31}["'`])|[ \t]{0,32})|(?<flag>--?[\w-]+)[ \t+]{1,4}(?=[^\s-]))|>(?<!\/>)(?<=<(?<element>[\w:.-]{1,64})(?:\s[^<>]{0,512})?>))/gu;

// `API key: …`, `session id = …`, `mot de passe : …`: names that prose writes as two or three words.
const WORDS_BEFORE = /(?:[\p{L}\p{M}\p{Cf}]{1,32} ){1,2}$/u;

// The forms of values.
// A comma, a bracket, a quote and the like belong to it when what follows is neither an end nor another name: passwords are made of such characters.
const BARE =
  /(?:(?:Bearer|Basic|Digest|Token|GenieKey)[ \t]+)?(?:\[[^\s\]]{0,32}\]|[^\s,;&"'`<>)\]}\\]|<(?=[A-Za-z0-9])(?![A-Za-z][\w:-]{0,64}[\s/>])|>(?=[A-Za-z0-9])|\\(?![nrt"'])|[,;](?![\s"'`<]|$|[\w.-]{1,64}["'`]?[ \t]{0,4}[=:])|&(?![\s"'`<]|$|[\w.-]{1,64}=)|[)\]}"'`](?=[A-Z0-9]))+/iy;
const REST_OF_LINE = /[^\n]*/y;
// A header in quotes, as in `curl -H 'Cookie: a=b'`, ends with them.
const UP_TO_QUOTE: Readonly<Record<string, RegExp>> = { '"': /[^\n"]*/y, "'": /[^\n']*/y, '`': /[^\n`]*/y };
const COOKIES = /[^\s;&"'`]*(?:;[ \t]{0,4}[^\s;=&"'`]+(?:=[^\s;&"'`]*)?)*/y;
// YAML: `password: |`, and the lines after it that are indented as far as the first.
const BLOCK_SCALAR =
  /\n(?<dash>[ \t]{0,200}- )[^\n]*(?:\n\k<dash>[^\n]*)*|[|>][-+\d]{0,2}[ \t]{0,32}\n(?<indent>[ \t]{1,200})(?!at )[^\n]*(?:\n{1,8}\k<indent>[^\n]*)*/y;
const ELEMENT_TEXT = /(?:[^<]|<!\[CDATA\[[\s\S]*?(?:\]\]>|$))*/y;

// What Node puts before the brackets of a thing it shows: `Tok {`, `Set(1) {`, `[Object: null prototype] {`, `<ref *1> Tok {`. In the
// brackets comes a space or a string, unlike in `[redacted]`.
const INSPECTED =
  /(?:<ref \*\d{1,6}> )?(?:\[[\w$.]{1,64}(?:\(\d{1,9}\))?: null prototype\] |[\w$.]{1,64}(?:\(\d{1,9}\))? (?:\[[\w$.]{1,64}\] )?)?[{[](?=[\s"'`\\{[])/y;
// Node shows 50 bytes of a buffer.
const BUFFER = /<Buffer(?: [\da-f]{2}){1,64}(?: \.{3} \d{1,12} more bytes?)?>/y;

// A name with a value of its own, where the value should be.
const NAME_OF_VALUE = /(?<name>[\p{L}\p{M}\p{N}\p{Cf}_.-]{1,64})[ \t]{0,4}[:=](?![:=])[ \t]{0,4}[^\s:=]/uy;

// Their values go to the end of the line: a cookie has `;`, `=` and spaces in it.
const LINE_HEADER = /^(?:[\w-]{1,64}-)?(?:authorization|cookies?)$/i;

// What is written as several words.
const PHRASE = /(?:mnemonic|(?:seed|recovery)[ _-]?phrase|(?:recovery|backup)[ _-]?codes)$/i;

// Each is searched for to the end of the text. An alert tells no more errors than this; with more, the rest is hidden, to bound the time.
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
  /** `undefined` when it is not in the text. */
  readonly end: number | undefined;
}

function secretValue(text: string, pair: RegExpExecArray, names: SecretNames, replacement: string): Span | undefined {
  const { name, closing, separator, flag, element } = pair.groups ?? {};
  const start = pair.index + pair[0].length;
  const secrecy = names.secrecy(name ?? flag ?? element ?? '') ?? secrecyOfWords(text, pair, names);
  // Lists of headers alternate names and values; other lists hold names alone, such as those of missing fields.
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
  // `Invalid token: password: …`: the value is that of the second name, which is searched next. In `password=topsecret: refused` it is not.
  if (/[ \t]/.test(text.charAt(start - 1)) && beginsWithSecretName(text, start, names)) return undefined;
  if (text.startsWith(replacement, start)) return { start, end: endOf(BARE, text, start) };
  // What is likely a secret may also be a thing with parts, such as a card; its parts are looked at one by one.
  if (/[{[]/.test(text.charAt(start)))
    return secrecy === 'certain' ? { start, end: endOfBrackets(text, start) } : undefined;
  return notEmpty(text, start, endOf(BARE, text, start));
}

/** Names of one word are known already. */
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
