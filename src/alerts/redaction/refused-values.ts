import { saysNothing } from './innocent-value.js';
import { looksGuarded, looksHexadecimal, looksRandom } from './random-word.js';

// Databases and their client libraries quote the value that they refused: a bound parameter, whose name the error does not contain. The
// rest of the sentence says why it was refused, so the alert stays useful. A value ends at a quote that no word follows.
const VALUES = [
  // Postgres: invalid input syntax for type uuid: "…"; invalid input value for enum role: "…"
  /(\binvalid input (?:syntax|value) for [\w ."[\]]{1,128}: \\{0,8}")((?:[^"\n\\]|"(?=\w)|\\(?!\\{0,7}"))+)/gi,
  // Postgres: date/time field value out of range: "…"; malformed array literal: "…"; invalid hexadecimal data: "…"
  /(\b(?:out of range|malformed \w{1,16} literal|invalid \w{1,16} data): \\{0,8}")((?:[^"\n\\]|"(?=\w)|\\(?!\\{0,7}"))+)/gi,
  // Postgres: value "…" is out of range for type integer; time zone "…" not recognized
  /(\b(?:value|time zone) \\{0,8}")((?:[^"\n\\]|"(?=\w)|\\(?!\\{0,7}")){1,4096})(?=\\{0,8}" (?:is out of|not recog))/gi,
  // Postgres: unnamed portal parameter $1 = '…'; parameters: $1 = '…', $2 = '…'
  /(\bparam[^\n]{0,64}?\$\d{1,4} = '|', \$\d{1,4} = ')((?:[^'\n\\]|''|'(?=\w)|\\(?!\\{0,7}'))+)/gi,
  // MySQL: Incorrect integer value: '…'; Truncated incorrect DOUBLE value: '…'; Incorrect DATETIME value: '…'
  /(\bincorrect [\w() ]{1,32} value: \\{0,8}')((?:[^'\n\\]|'(?=\w)|\\(?!\\{0,7}'))+)/gi,
  // MySQL: Illegal double '…' value found during parsing
  /(\bIllegal [\w ]{1,32} \\{0,8}')((?:[^'\n\\]|'(?=\w)|\\(?!\\{0,7}')){1,4096})(?=\\{0,8}' value found)/g,
  // MySQL: Duplicate entry '…' for key 'users.PRIMARY'
  /(\bDuplicate entry \\{0,8}')((?:[^'\n\\]|'(?=\w)|\\(?!\\{0,7}')){1,4096})(?=\\{0,8}' for key \\{0,8}'?(?:\w{1,64}\.)?PRIMARY)/g,
  // SQL Server: Conversion failed when converting the varchar value '…' to data type int.
  /(\bconverting (?:the )?[\w() ]{1,48} value \\{0,8}')((?:[^'\n\\]|'(?=\w)|\\(?!\\{0,7}')){1,4096})(?=\\{0,8}' to )/g,
  // Mongoose: Cast to ObjectId failed for value "…" (type string) at path "_id"
  /(\bfailed for value \\{0,8}")((?:[^"\n\\]|"(?! \(type )|\\(?!\\{0,7}"))+)/g,
  // Mongoose: Validator failed for path `password` with value `…`
  /(\bwith value `)((?:[^`\n]|`(?=\w))+)/g,
  // Joi: "password" with value "…" fails to match the required pattern
  /(\bwith value \\{0,8}")((?:[^"\n\\]|"(?! (?:fails|matches)\b)|\\(?!\\{0,7}"))+)/g,
  // MongoDB before 4.2: dup key: { : "…", : "…" }
  /(\bdup key: \{ {0,4}(?=:))([^}\n]+)/g,
  // V8: Cannot convert … to a BigInt
  /(\bCannot convert )(\S{1,4096})(?= to a BigInt)/g,
];

// The quoted text may also be part of the statement, or a name in the application.
const WORDS_OR_VALUES = [
  // Postgres: syntax error at or near "…". SQLite: near "…": syntax error
  /(\bnear \\{0,8}")((?:[^"\n\\]|"(?=\w)|\\(?!\\{0,7}"))+)/g,
  // MySQL: near '…' at line 1. SQL Server: Incorrect syntax near '…'.
  /(\bnear \\{0,8}')((?:[^'\n\\]|'(?! at line |\.)|\\(?!\\{0,7}'))+)/g,
  // MySQL: Unknown column '…' in 'where clause'. Postgres: column "…" does not exist, e.g. for a value in the wrong quotes.
  /(\bcolumn \\{0,8}["'])([^"'\s\\]{1,256})(?=\\{0,8}["'] (?:in |does not exist))/g,
  // Mongoose: `…` is not a valid enum value for path `role`.
  /(`)([^`\n]{1,4096})(?=` is not a valid enum value)/g,
  // Node: Received 'hunter2'; Received type string ('hunter2')
  /(\bReceived (?:type \w{1,16} \()?\\{0,8}')((?:[^'\n\\]|'(?=\w)|\\(?!\\{0,7}'))+)/g,
];

// `undefined`, `7`: they explain the error and are not secrets.
const INNOCENT = /^(?:NaN|\[object \w{1,16}\]|-?\d{1,3}|)$/;

/** Hides refused values that database errors quote without a name. */
export function hideRefusedValues(text: string, replacement: string): string {
  const withoutValues = VALUES.reduce(
    (rest, form) =>
      rest.replace(form, (all: string, start: string, value: string) =>
        INNOCENT.test(value) || saysNothing(value, 0, value.length) ? all : start + replacement,
      ),
    text,
  );
  return WORDS_OR_VALUES.reduce(
    (rest, form) =>
      rest.replace(form, (all: string, start: string, value: string) => (isValue(value) ? start + replacement : all)),
    withoutValues,
  );
}

/** Several words are a part of the statement, including its values. */
function isValue(text: string): boolean {
  return /[\s"']/.test(text) || looksGuarded(text) || looksRandom(text) || looksHexadecimal(text);
}
