import { saysNothing } from './innocent-value.js';
import type { SecretNames } from './secret-names.js';
import { endBeforeNextFrame, endOf, endOfQuote, endOfQuoted } from './value-end.js';

// What errors of databases and validation say of a value by the name of its field, each in a sentence of its own. Names are bounded as
// anywhere; a value ends where the sentence goes on, or else, as when it was cut, with the line or the text.
const SENTENCES = [
  // Mongoose: Path `password` (`…`) is shorter than the minimum allowed length (8).
  /(?<start>\bPath `(?<name>[^`\n]{1,128})` \(`)(?:[^`]|`(?!\)))+/g,
  // Mongoose: Path `password` is invalid (…).
  /(?<start>\bPath `(?<name>[^`\n]{1,128})` is invalid \()(?:[^)\n]|\)(?!\.))+/g,
  // Mongoose: Validator failed for path `password` with value `…`
  /(?<start>\bfailed for path `(?<name>[^`\n]{1,128})` with value `)(?:[^`\n]|`(?=\w))+/g,
  // Postgres: Key (email, reset_token)=(…, …) already exists.
  /(?<start>\bKey \((?<name>[^()\n]{1,512})\)=\()(?:[^)\n]|\)(?! (?:already|is|conflicts)\b))+/g,
];

// `{"name":"DB_PASSWORD","value":"…"}`, `value: '…', property: 'password'`: the name of a value is one beside it.
const VALUE =
  /value(?<![\w-]value)(?<=(?:(?<![\w-])(?:name|key|property|path)\\{0,31}["']?\s{0,4}:\s{0,8}\\{0,31}["'`](?<name>[\w.-]{1,128})\\{0,31}["'`],\s{0,200}\\{0,31}["']?)?value)\\{0,31}["']?\s{0,4}:\s{0,8}/g;
const NAME_BEHIND =
  /,\s{0,200}\\{0,31}["']?(?:name|key|property|path)\\{0,31}["']?\s{0,4}:\s{0,8}\\{0,31}["'`](?<name>[\w.-]{1,128})\\{0,31}["'`]/y;
const BARE = /[^\s,;"'`{}[\]\\]{1,512}/y;

/** Hides the values that stand beside the name of a secret instead of behind it, as errors of databases and validation tell them. */
export function hideNamedValues(text: string, names: SecretNames, replacement: string): string {
  const hidden = SENTENCES.reduce((rest, sentence) => hideInSentences(rest, sentence, names, replacement), text);
  return hideBesideNames(hidden, names, replacement);
}

function hideInSentences(text: string, sentence: RegExp, names: SecretNames, replacement: string): string {
  return text.replace(sentence, (all: string, start: string, name: string) =>
    // Postgres names several columns.
    name.split(',').some((one) => names.secrecy(one) !== undefined) ? start + replacement : all,
  );
}

function hideBesideNames(text: string, names: SecretNames, replacement: string): string {
  let hidden = '';
  let copied = 0;
  const values = new RegExp(VALUE);
  for (let found = values.exec(text); found !== null; found = values.exec(text)) {
    const start = endOfQuote(text, values.lastIndex);
    const quote = text.slice(values.lastIndex, start);
    const closed = quote === '' ? endOf(BARE, text, start) : endOfQuoted(text, start, quote);
    const name = found.groups?.['name'] ?? (closed === undefined ? undefined : nameBehind(text, closed + quote.length));
    if (name === undefined || names.secrecy(name) === undefined) continue;
    const end = closed ?? endBeforeNextFrame(text, start);
    if (end === start || saysNothing(text, start, end)) continue;
    hidden += text.slice(copied, start) + replacement;
    copied = end;
    values.lastIndex = end;
  }
  return hidden + text.slice(copied);
}

function nameBehind(text: string, start: number): string | undefined {
  NAME_BEHIND.lastIndex = start;
  return NAME_BEHIND.exec(text)?.groups?.['name'];
}
