// A quote, with the backslashes of JSON inside a JSON string, or in one of the encodings.
const OPENING_QUOTE = /\\{0,31}(?:["'`]|u002[27])|&(?:quot|apos|#3[49]|#x2[27]);|%2[27]/iy;

// Between the lines of an inspected string: `'one\n' +` and on the next line `'two'`. Node indents by twice the depth and inspects few levels.
const NEXT_LINE = /["'`] \+\n[ \t]{0,200}["'`]/y;

// A stack frame, or the next error in a description.
const NEXT_FRAME = /\n(?:[ \t]{0,20}at |Caused by: )/g;

/** The end of the match of `form`, a sticky pattern, at `start`; `start` if it does not match there. */
export function endOf(form: RegExp, text: string, start: number): number {
  form.lastIndex = start;
  return form.test(text) ? form.lastIndex : start;
}

/** The end of the opening quote at `start`; `start` if there is none. */
export function endOfQuote(text: string, start: number): number {
  return endOf(OPENING_QUOTE, text, start);
}

/** The end of a value that began after the quote `opening`; `undefined` if it has none, as in cut text. */
export function endOfQuoted(text: string, start: number, opening: string): number | undefined {
  for (let end = text.indexOf(opening, start); end !== -1; end = text.indexOf(opening, end + 1)) {
    let backslashes = 0;
    while (text.charAt(end - 1 - backslashes) === '\\' && end - 1 - backslashes >= start) backslashes++;
    // An escaped quote belongs to the value. In nested JSON, each backslash of the value is repeated as often as `opening` is long.
    if (Math.floor(backslashes / opening.length) % 2 === 0) return end;
  }
  return undefined;
}

/** Like {@link endOfQuoted}, for a string that Node may print in several quoted lines. */
export function endOfString(text: string, start: number, opening: string): number | undefined {
  let end = endOfQuoted(text, start, opening);
  for (let next = start; end !== undefined; end = endOfQuoted(text, next, text.charAt(next - 1))) {
    next = endOf(NEXT_LINE, text, end);
    if (next === end) return end;
  }
  return undefined;
}

/** The end of the bracket that opens at `start`; `undefined` if it is never closed, as in cut text. */
export function endOfBrackets(text: string, start: number): number | undefined {
  let depth = 0;
  for (let index = start; index < text.length; index++) {
    const character = text.charAt(index);
    // Brackets inside a string do not count. The apostrophe of `can't` does not open a string.
    const afterQuote =
      /["'`\\]/.test(character) && !/\w/.test(text.charAt(index - 1)) ? endOfQuote(text, index) : index;
    if (afterQuote > index) {
      const opening = text.slice(index, afterQuote);
      const end = endOfQuoted(text, afterQuote, opening);
      if (end === undefined) return undefined;
      index = end + opening.length - 1;
      continue;
    }
    if (character === '{' || character === '[') depth++;
    if ((character === '}' || character === ']') && --depth === 0) return index + 1;
  }
  return undefined;
}

/**
 * The latest end of a value whose own end is not in the text: an error that quotes half a response must not hide its stack and its
 * cause.
 */
export function endBeforeNextFrame(text: string, start: number): number {
  NEXT_FRAME.lastIndex = start;
  return NEXT_FRAME.exec(text)?.index ?? text.length;
}
