import { looksGuarded, looksHexadecimal, looksRandom } from './random-word.js';
import { WORD_FOR_SECRET } from './words-for-secrets.js';

// Secrets in prose: `the password is …`, `wrong API key "…"`, `login failed for bob/…`. No delimiter separates prose from values, so a
// value is recognised by its appearance: random, or at least unlike a word.

// Words that make a random word in the same line a secret, although they do not name one.
const BESIDE =
  /log[ -]?[io]n|sign[ -]?in|authenticat|authoriz|auth\b|verif|reset|activat|invit|unsubscrib|magic|signature|webhook|bearer|cookie|licen[cs]e|\bpass\b|\bkey[ :='"`([]/i;

// The text between the name and the value. `strong`: a value follows unless it looks like a word.
const LEAD =
  /(?:\\{0,8}["'`”»])?\]?(?:(?<strong>(?: (?:for|of) [\w.@-]{1,64})?(?:[ \t]{1,4}(?:is|was|equals?|es|est|é|ist|lautet|like|ilike|in|eq|ne)(?:[ \t]{0,4}[:=(]|[ \t](?=\S))|[ \t]{0,4}(?:->|=>|→|⇒|:?=|!={1,2}|<>|\|)|[ \t]?(?:は|是|为|為|:|：|＝|—|–))[ \t]{0,4}(?:(?:\n|\\n)[ \t]{0,200})?(?:string\(\d{1,9}\) )?)|(?<=["'`]),\s{0,200}(?=\\{0,8}["'`])|[ \t]{1,4}|[ \t]{0,4}\n[ \t]{0,200}|(?=[([“„«「]))(?<quote>\\{0,8}["'`]|[“„«「([]|)/iuy;
const VALUE = /[^\s"'`“”„«»「」()[\]<>,;]{4,512}/y;
const QUOTED_VALUE = /[^"'`“”„«»「」)\]\n]{4,512}/y;

// One-time codes: `your code is 482913`, `OTP 482913`, `482913 is your login code`.
const CODE =
  /((?:\b(?:verification|security|login|one-time|confirmation|access|activation|recovery|auth(?:entication|orization)?|2fa|mfa|sms|your) (?:code|pin|password)|\botp|\bpin)(?: (?:is|was))?[:= ]{1,3})\d{4,8}(?!\w)|(?<![\w.])\d{4,8}(?= is your\b)/gi;
const CODE_BEFORE = /(\bcode[:= ]{1,3})\d{4,8}(?= (?:is|was) your\b)/gi;

const WORD = /(?<![A-Za-z0-9_+/%-])[A-Za-z0-9_+/-]{10,}={0,2}/g;
// A long random word is a key of any issuer, or a line of one. Package digests (`sha512-…`) are not.
const LONG_WORD = /(?<![A-Za-z0-9+/_%-]|sha\d{3}-)[A-Za-z0-9+/_-]{40,}={0,2}/g;
// A label that shows that the word is harmless: `request id: …`.
const LABELLED =
  /(?:\bid|Id|ID|\bref|request|trace|span|order|build|version|etag|sha\d{1,3}-?)["'`]?[ \t]{0,2}[:=#]?[ \t]{0,2}["'`(]?$/;
// A stack frame contains only names of code.
const FRAME = /^\s{0,40}at /;
const IN_FRAME = /(?:^|\n)\s{0,40}at [^\n]*$/;
const LONGEST_FRAME = 400;

/** Hides values after the name of a secret in prose, and one-time codes. */
export function hideInProse(text: string, replacement: string): string {
  return hideBehindNames(text, replacement).replace(CODE, `$1${replacement}`).replace(CODE_BEFORE, `$1${replacement}`);
}

/**
 * Hides random words: in lines that mention secrets, and long ones anywhere. Encoded text must be decoded first: otherwise a part of a secret
 * could be hidden alone, and the rest would no longer be recognised.
 */
export function hideRandomWords(text: string, replacement: string): string {
  return text
    .replace(LONG_WORD, (word) => (looksRandom(word) ? replacement : word))
    .split('\n')
    .map((line) => (FRAME.test(line) ? line : hideRandomWordsInLine(line, replacement)))
    .join('\n');
}

function hideBehindNames(text: string, replacement: string): string {
  let hidden = '';
  let copied = 0;
  const names = new RegExp(WORD_FOR_SECRET);
  for (let name = names.exec(text); name !== null; name = names.exec(text)) {
    LEAD.lastIndex = names.lastIndex;
    const lead = LEAD.exec(text);
    if (lead === null || IN_FRAME.test(text.slice(Math.max(0, name.index - LONGEST_FRAME), name.index))) continue;
    const start = LEAD.lastIndex;
    const quoted = lead.groups?.['quote'] !== '';
    const form = quoted ? QUOTED_VALUE : VALUE;
    form.lastIndex = start;
    const value = form.exec(text)?.[0].replace(/[.!?:]{1,8}$/, '') ?? '';
    const strong = lead.groups?.['strong'] !== undefined && name.groups?.['likely'] === undefined;
    if (!isSecret(value, strong, quoted && name.groups?.['likely'] === undefined)) continue;
    hidden += text.slice(copied, start) + replacement;
    copied = start + value.length;
    names.lastIndex = copied;
  }
  return hidden + text.slice(copied);
}

function isSecret(value: string, strong: boolean, quoted: boolean): boolean {
  if (looksRandom(value) || looksHexadecimal(value)) return true;
  return (strong || quoted) && (strong === quoted || !/\s/.test(value)) && looksGuarded(value);
}

function hideRandomWordsInLine(line: string, replacement: string): string {
  if (line.search(WORD_FOR_SECRET) === -1 && !BESIDE.test(line)) return line;
  return line.replace(WORD, (word: string, index: number) =>
    looksRandom(word) && !LABELLED.test(line.slice(Math.max(0, index - 40), index)) ? replacement : word,
  );
}
