import { saysNothing } from './innocent-value.js';
import type { SecretNames } from './secret-names.js';
import { endBeforeNextFrame, endOf, endOfQuote, endOfQuoted } from './value-end.js';

// `{"name":"DB_PASSWORD","value":"…"}`, `value: '…', property: 'password'`, `key="Password" value="…"`: a value whose name is the value of
// another member of the same object.
const MEMBER =
  /[{}\n]|(?<![\w-])(?:(?<name>name|key|k|id|property|propertyName|path|field|attribute|param|parameter|label|header|column|variable|type|instancePath|dataPath)|(?<value>value|(?<refused>stringValue|consideredValue)|val|v|data|input|received|content|actual|rejectedValue))\\{0,31}["']?\s{0,4}[:=]\s{0,8}/g;
const NAME = /\[(?<path>[^\][{}]{1,256})|\\{0,31}["'`]?(?<name>[\w ./$[\]-]{1,128})/y;
const BARE = /[^\s,;&"'`{}[\]\\<>]{1,512}/y;

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The members of one object that were read so far. */
interface Members {
  secret: boolean;
  readonly values: Span[];
}

/** Hides values in objects that also contain the name of a secret, in any order. */
export function hideNamedMembers(text: string, names: SecretNames, replacement: string): string {
  const spans: Span[] = [];
  const close = (members: Members | undefined): void => {
    if (members?.secret === true) spans.push(...members.values);
  };
  const outside: Members[] = [];
  let members: Members = { secret: false, values: [] };
  const found = new RegExp(MEMBER);
  for (let member = found.exec(text); member !== null; member = found.exec(text)) {
    const start = found.lastIndex;
    if (member[0] === '{') {
      outside.push(members);
      members = { secret: false, values: [] };
    } else if (member[0] === '}' || (member[0] === '\n' && outside.length === 0)) {
      close(members);
      members = outside.pop() ?? { secret: false, values: [] };
    } else if (member.groups?.['name'] !== undefined) {
      NAME.lastIndex = start;
      const { path, name } = NAME.exec(text)?.groups ?? {};
      // The name is the last part of a path: `["users", 0, "password"]`.
      const last = (path ?? name)
        ?.replaceAll(/\\{1,31}[nrt]/g, ' ')
        .match(/[\w.$-]+(?: \w+)*/g)
        ?.at(-1);
      members.secret ||= last !== undefined && names.secrecy(last) !== undefined;
    } else if (member.groups?.['value'] !== undefined) {
      // Mongoose's CastError and MongoDB's document validation errors contain the refused value, whatever its name.
      members.secret ||= member.groups['refused'] !== undefined;
      const span = valueAt(text, start);
      if (span.end === span.start) continue;
      if (!saysNothing(text, span.start, span.end)) members.values.push(span);
      found.lastIndex = span.end;
    }
  }
  for (const unclosed of [...outside, members]) close(unclosed);
  return replaced(text, spans, replacement);
}

function valueAt(text: string, start: number): Span {
  const afterQuote = endOfQuote(text, start);
  const quote = text.slice(start, afterQuote);
  if (quote === '') return { start, end: endOf(BARE, text, start) };
  return { start: afterQuote, end: endOfQuoted(text, afterQuote, quote) ?? endBeforeNextFrame(text, afterQuote) };
}

function replaced(text: string, spans: readonly Span[], replacement: string): string {
  let hidden = '';
  let copied = 0;
  for (const { start, end } of spans.toSorted((one, other) => one.start - other.start)) {
    hidden += text.slice(copied, start) + replacement;
    copied = end;
  }
  return hidden + text.slice(copied);
}
