import type { SecretNames } from './secret-names.js';

// Database and validation errors, forms and markup give a value with the name of its field, each in a different form. Names have a maximum
// length; a value ends where the sentence continues or, in cut text, at the end of the line or text.
const SENTENCES = [
  // Mongoose: Path `password` (`…`, length 3) is shorter than the minimum allowed length (8). Path `pinCode` (…) is less than …
  /(?<start>\bPath `(?<name>[^`\n]{1,128})` \(`)(?:[^`]|`(?!\)|, length \d))+/g,
  /(?<start>\bPath `(?<name>[^`\n]{1,128})` \()(?=[^`])(?:[^)\n]|\)(?! is ))+/g,
  // Mongoose: Path `password` is invalid (…).
  /(?<start>\bPath `(?<name>[^`\n]{1,128})` is invalid \()(?:[^)\n]|\)(?!\.))+/g,
  // Spring: on field 'password': rejected value […]
  /(?<start>\bfield '(?<name>[^'\n]{1,128})': rejected value \[)[^\]\n]+/g,
  // Postgres: Key (email, reset_token)=(…, …) already exists.
  /(?<start>\bKey \((?<name>[^()\n]{1,512})\)=\()(?:[^)\n]|\)(?! (?:already|is|conflicts)\b))+/g,
  // SQL Server: … with unique index 'IX_users_token'. The duplicate key value is (…).
  /(?<start>\b(?:index|constraint) '(?<name>[^'\n]{1,256})'\.[^\n]{0,256}?duplicate key value is \()(?:[^)\n]|\)(?!\.))+/g,
  // <property name="password">…</property>
  /(?<start><[\w:.-]{1,64}\s(?:[^<>]{0,128}\s)?(?:name|key|id|property)\s?=\s?\\{0,8}["'](?<name>[^"'<>\n]{1,128}?)\\{0,8}["'](?:\s[^<>]{0,128})?(?<!\/)>)(?:[^<]|<!\[CDATA\[[\s\S]*?(?:\]\]>|$))+/g,
  // <key>password</key><string>…</string>
  /(?<start><key>(?<name>[^<\n]{1,128})<\/key>(?:\s|\\n){0,200}<\w{1,16}>)[^<]+/g,
  // Content-Disposition: form-data; name="password", an empty line, and the value up to the next boundary.
  /(?<start>\bname=\\{0,8}"(?<name>[^"\\\n]{1,128})\\{0,8}"(?:;[^\n\\]{0,256})?(?:(?:\r?\n|\\r\\n|\\n)[\w-]{1,64}:[^\n\\]{0,256}){0,4}(?:\r?\n|\\r\\n|\\n){2})(?:[^\n\\]|\n(?!--)|\\(?!r?\\?n--))+/g,
];

// Postgres: Failing row contains (…). Its columns have no names.
const ROW = /(\bFailing row contains \()(?:[^)\n]|\)(?!\.|$))+/g;

// MySQL: Duplicate entry '…' for key 'users.api_token'. Mongoose: Cast to Number failed for value "…" (type string) at path "password"
const NAME_BEHIND =
  /["'`](?: \([^()\n]{1,64}\))? (?:at|for|in|of) (?:key|path|column|field|property|attribute|parameter) \\{0,8}["'`]?(?<name>[\w.[\]-]{1,256})/g;
const BEFORE = /\b(?:entry|value:?|input:?) {1,2}\\{0,8}["'`]/g;
/** How far before the name a value is searched for, in UTF-16 units. */
const LONGEST_SENTENCE = 2_048;

/** Hides values whose sentence or element names a secret, as in database and validation errors. */
export function hideNamedValues(text: string, names: SecretNames, replacement: string): string {
  const hidden = SENTENCES.reduce((rest, sentence) => hideInSentences(rest, sentence, names, replacement), text);
  return hideBeforeNames(hidden.replace(ROW, `$1${replacement}`), names, replacement);
}

function hideInSentences(text: string, sentence: RegExp, names: SecretNames, replacement: string): string {
  return text.replace(sentence, (all: string, start: string, name: string) =>
    // Postgres names several columns.
    name.split(',').some((one) => names.mentionedIn(one)) ? start + replacement : all,
  );
}

function hideBeforeNames(text: string, names: SecretNames, replacement: string): string {
  let hidden = '';
  let copied = 0;
  for (const { index, groups } of text.matchAll(NAME_BEHIND)) {
    if (!names.mentionedIn(groups?.['name'] ?? '')) continue;
    const from = Math.max(copied, index - LONGEST_SENTENCE);
    const before = [...text.slice(from, index).matchAll(BEFORE)].at(-1);
    if (before === undefined) continue;
    hidden += text.slice(copied, from + before.index + before[0].length) + replacement;
    copied = index;
  }
  return hidden + text.slice(copied);
}
