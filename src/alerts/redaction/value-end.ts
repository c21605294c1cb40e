// With backslashes, as JSON inside a JSON string writes it, or as one of the encodings.
const OPENING_QUOTE = /\\{0,31}(?:["'`]|u002[27])|&(?:quot|apos|#3[49]|#x2[27]);|%2[27]/iy;

// Between the lines of a string: `'one\n' +` and on the next line `'two'`. Node indents by twice the depth, and inspects few levels.
const NEXT_LINE = /["'`] \+\n[ \t]{0,200}["'`]/y;

// A frame of a stack, or the next of the errors that stand below each other in a description.
const NEXT_FRAME = /\n(?:[ \t]{0,20}at |Caused by: )/g;

/** Where `form`, a sticky pattern, ends when it begins at `start`; `start` itself when it does not fit there. */
export function endOf(form: RegExp, text: string, start: number): number {
  form.lastIndex = start;
  return form.test(text) ? form.lastIndex : start;
}

/** Where the quote ends that opens at `start`; `start` itself when none does. */
export function endOfQuote(text: string, start: number): number {
  return endOf(OPENING_QUOTE, text, start);
}

/** Where a value ends that began after the quote `opening`; `undefined` when it never does, as when it was cut. */
export function endOfQuoted(text: string, start: number, opening: string): number | undefined {
  for (let end = text.indexOf(opening, start); end !== -1; end = text.indexOf(opening, end + 1)) {
    let backslashes = 0;
    while (text.charAt(end - 1 - backslashes) === '\\' && end - 1 - backslashes >= start) backslashes++;
    // An escaped quote belongs to the value. Inside JSON inside JSON, each backslash of the value is written as often as `opening` is long.
    if (Math.floor(backslashes / opening.length) % 2 === 0) return end;
  }
  return undefined;
}

/** Like {@link endOfQuoted}, for a string that may go on in further quotes, as Node shows one of many lines. */
export function endOfString(text: string, start: number, opening: string): number | undefined {
  let end = endOfQuoted(text, start, opening);
  for (let next = start; end !== undefined; end = endOfQuoted(text, next, text.charAt(next - 1))) {
    next = endOf(NEXT_LINE, text, end);
    if (next === end) return end;
  }
  return undefined;
}

/** Where the bracket that opens at `start` is closed; `undefined` when it never is, as when it was cut. */
export function endOfBrackets(text: string, start: number): number | undefined {
  let depth = 0;
  for (let index = start; index < text.length; index++) {
    const character = text.charAt(index);
    // What a string in it holds closes nothing. The apostrophe of `can't` opens none.
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
 * Where a value ends at the latest whose own end is not in the text: an error that quotes half an answer must not hide where it
 * was thrown, and what caused it.
 */
export function endBeforeNextFrame(text: string, start: number): number {
  NEXT_FRAME.lastIndex = start;
  return NEXT_FRAME.exec(text)?.index ?? text.length;
}
