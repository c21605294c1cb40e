// Terminal colour codes, removed as a whole: without its escape character, `[31m` would remain.
const TERMINAL_CODES = /(?![\n\t])\p{Cc}\[[0-9;?]{0,32}[ -/]{0,4}[@-~]/gu;

const LINE_BREAKS = /\r\n?|[\u2028\u2029\u0085]/g;

// Control characters except tab and line feed; bidirectional marks, which display `gpj.exe` as `exe.jpg`;
// and invisible characters, which hide a secret's name from the redactor or text from the reader (tags from U+E0000).
// The joiners U+200C and U+200D are kept: Persian and emoji need them.
const INVISIBLE =
  /(?![\n\t])[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

// With the `u` flag this matches an unpaired surrogate.
const LONE_SURROGATES = /\p{Surrogate}/gu;

/** Keeps only visible text: line breaks become `\n`, control and direction characters are removed, broken characters become `�`. */
export function toPlainText(text: string): string {
  return text
    .replace(LONE_SURROGATES, '\ufffd')
    .replace(TERMINAL_CODES, '')
    .replace(LINE_BREAKS, '\n')
    .replace(INVISIBLE, '');
}

/** Puts a text on one line and trims it. */
export function toSingleLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/**
 * Neutralises HTML: `<` and `>` become `‹` and `›`.
 *
 * The platform renders some fields as HTML and sends the same text as SMS and speech, where entities such as `&lt;` would be read aloud.
 * These two characters look right everywhere and never open a tag.
 */
export function neutraliseHtml(text: string): string {
  return text.replaceAll('<', '‹').replaceAll('>', '›');
}
