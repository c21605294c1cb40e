import type { SecretNames } from './secret-names.js';
import { endBeforeNextFrame, endOf, endOfBrackets } from './value-end.js';

// `INSERT INTO users (name, password) VALUES (…), (…)`: a value is named by the column at the same position.
const INSERT =
  /\b(?:insert|replace)\s{1,8}(?:ignore\s{1,8})?into\s{1,8}[^\s(]{1,256}\s{0,8}(?:\((?<columns>[^()]{1,4096})\)\s{0,8})?(?:overriding \w{4,6} value\s{1,8})?values?\s{0,8}(?=\()/gi;

// Statements that set a password name no column: `IDENTIFIED BY '…'`, `ALTER ROLE bob WITH PASSWORD '…'`, `PASSWORD('…')`.
const PASSWORD_CLAUSE =
  /(\bidentified\s{1,4}(?:with\s{1,4}\S{1,64}\s{1,4})?(?:by|as)\s{1,4}(?:password\s{1,4})?|\bpassword(?:\s{1,4}|\s{0,4}\(\s{0,4})(?:for\s{1,4}\S{1,128}\s{0,4}=?\s{0,4})?)N?'(?:[^'\\]|''|\\.)*(?:'|$)/gi;

// Parameters that drivers print after a statement: `-- PARAMETERS: […]`, `params: …`, `bindings: […]`.
const PARAMETERS = /(?:\b|(?<=\\[nrt]))(?:param(?:eter)?s|bind(?:ing)?s?|args)\\{0,31}["'`]?\s{0,4}[:=]\s{0,4}/gi;
const REST_OF_LINE = /[^\n]*/y;
const STATEMENT = /\b(?:select|insert|update|delete|merge|replace|alter|create)\s/i;
// Bound parameters are data, whatever their columns are called. Prose also contains `select` and `update`.
const STATEMENT_WITH_PARAMETERS =
  /\b(?:(?:insert|replace|merge)\s{1,8}(?:ignore\s{1,8})?into|delete\s{1,8}from|update\s{1,8}\S{1,256}\s{1,8}set|select|call|exec)\s[^\n]{0,4096}(?:\$\d|\?|[:@]\w|%s)/i;

const PLACEHOLDER = /^(?:\$\d{1,4}|\?|[:@]\w{1,64}|%s|null|default|now\(\))$/i;

/** Hides values in SQL statements by the names of their columns, and the parameters listed after a statement. */
export function hideSqlValues(text: string, names: SecretNames, replacement: string): string {
  if (!STATEMENT.test(text)) return text.replace(PASSWORD_CLAUSE, `$1'${replacement}'`);
  const inserted = hideInserted(text.replace(PASSWORD_CLAUSE, `$1'${replacement}'`), names, replacement);
  return hideParameters(inserted, names, replacement);
}

function hideInserted(text: string, names: SecretNames, replacement: string): string {
  let hidden = '';
  let copied = 0;
  const inserts = new RegExp(INSERT);
  for (let insert = inserts.exec(text); insert !== null; insert = inserts.exec(text)) {
    const columns = insert.groups?.['columns']?.split(',').map((column) => names.secrecy(column) !== undefined);
    if (columns?.includes(true) === false) continue;
    let end = inserts.lastIndex;
    while (text.charAt(end) === '(') {
      const values = valuesOf(text, end);
      for (const [index, [from, to]] of values.spans.entries()) {
        // Without column names, any text may be a secret.
        const secret = columns === undefined ? /['"]/.test(text.charAt(from)) : columns[index] === true;
        if (!secret || PLACEHOLDER.test(text.slice(from, Math.min(to, from + 70)))) continue;
        hidden += text.slice(copied, from) + replacement;
        copied = to;
      }
      end = values.end;
      const next = /^\s{0,8},\s{0,8}/.exec(text.slice(end, end + 20))?.[0].length ?? 0;
      if (next === 0) break;
      end += next;
    }
    inserts.lastIndex = Math.max(inserts.lastIndex, end);
  }
  return hidden + text.slice(copied);
}

interface Values {
  readonly spans: readonly (readonly [start: number, end: number])[];
  readonly end: number;
}

/** The values between the parentheses that open at `start`; in cut text, up to its end. */
function valuesOf(text: string, start: number): Values {
  const spans: [number, number][] = [];
  const limit = endBeforeNextFrame(text, start);
  let from = start + 1;
  let depth = 0;
  let quote = '';
  for (let index = start; index <= limit; index++) {
    const character = index === limit ? '' : text.charAt(index);
    if (quote !== '' && character !== '') {
      if (character === '\\') index++;
      else if (character === quote) quote = '';
      continue;
    }
    if (character === "'" || character === '"') quote = character;
    else if (character === '(') depth++;
    else if (character === ')') depth--;
    if (character === '' || depth === 0 || (character === ',' && depth === 1)) {
      const raw = text.slice(from, index);
      spans.push([from + (raw.length - raw.trimStart().length), from + raw.trimEnd().length]);
      from = index + 1;
    }
    if (depth === 0 || character === '') return { spans, end: Math.min(index + 1, text.length) };
  }
  return { spans, end: text.length };
}

function hideParameters(text: string, names: SecretNames, replacement: string): string {
  let hidden = '';
  let copied = 0;
  const lists = new RegExp(PARAMETERS);
  for (let list = lists.exec(text); list !== null; list = lists.exec(text)) {
    const statement = text.slice(Math.max(copied, list.index - 4_096), list.index);
    if (!STATEMENT.test(statement)) continue;
    if (!names.mentionedIn(statement) && !STATEMENT_WITH_PARAMETERS.test(statement)) continue;
    const start = lists.lastIndex;
    const listed = /[[{]/.test(text.charAt(start)) && !text.startsWith(replacement, start);
    const end = listed
      ? (endOfBrackets(text, start) ?? endBeforeNextFrame(text, start))
      : endOf(REST_OF_LINE, text, start);
    hidden += text.slice(copied, start) + replacement;
    copied = end;
    lists.lastIndex = end;
  }
  return hidden + text.slice(copied);
}
