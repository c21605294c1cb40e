// Terminals' colour codes. They go as a whole: without its escape character, `[31m` would stay behind as litter.
const TERMINAL_CODES = /(?![\n\t])\p{Cc}\[[0-9;?]{0,32}[ -/]{0,4}[@-~]/gu;

const LINE_BREAKS = /\r\n?|[\u2028\u2029\u0085]/g;

// Control characters but for tab and line feed; marks that turn the reading direction, by which `gpj.exe` reads `exe.jpg`;
// and invisible characters, by which a secret's name hides from the redactor, or a text from its reader (the tags from U+E0000).
// The joiners U+200C and U+200D stay: Persian and emoji need them.
const INVISIBLE =
  /(?![\n\t])[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

// With the `u` flag this is a surrogate that has no partner.
const LONE_SURROGATES = /\p{Surrogate}/gu;

/** Leaves only what a person sees: line breaks become `\n`, control and direction characters go, broken characters become `�`. */
export function toPlainText(text: string): string {
  return text
    .replace(LONE_SURROGATES, '\ufffd')
    .replace(TERMINAL_CODES, '')
    .replace(LINE_BREAKS, '\n')
    .replace(INVISIBLE, '');
}

/** Puts a text on one line, without space around it. */
export function toSingleLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/**
 * Makes HTML harmless: `<` and `>` become `‹` and `›`.
 *
 * The platform shows some fields as HTML and sends the same text as SMS and speech. Entities such as `&lt;` would be read aloud there;
 * these two look right everywhere and open no tag anywhere.
 */
export function neutraliseHtml(text: string): string {
  return text.replaceAll('<', '‹').replaceAll('>', '›');
}
