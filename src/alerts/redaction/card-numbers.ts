// Payment card numbers as they are printed: in one run, 4-4-4-4, 4-6-5 (American Express) and 4-6-4 (Diners Club). The first digit of the
// card networks is 2 to 6 (ISO/IEC 7812), which excludes times in milliseconds. Other groupings would match any list of numbers.
const CARD_NUMBER =
  /(?<!\d|\d\.)[2-6](?:\d{12,18}|\d{3}(?<gap>[ \u00a0\u2009\u202f\t+._-])(?:\d{4}\k<gap>\d{4}\k<gap>\d{4}|\d{6}\k<gap>\d{4,5}))(?!\d)/;

// UUIDs, trace and span ids (W3C Trace Context) and digests that contain a letter. Some contain digits that look like a card number. Short
// ones need two letters: a single letter next to the 15 digits of an American Express card does not make it an id.
const IDENTIFIER =
  /(?<!\w)(?:(?=[\d-]{0,35}[a-f])[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|(?=(?:\d{0,15}[a-f]){2})[\da-f]{16}|(?=\d{0,63}[a-f])(?:[\da-f]{32}|[\da-f]{40}|[\da-f]{64}))(?!\w)/;

const IDENTIFIER_OR_CARD = new RegExp(`(?<identifier>${IDENTIFIER.source})|${CARD_NUMBER.source}`, 'gi');

/** Hides payment card numbers. Their check digit distinguishes them from other numbers. */
export function hideCardNumbers(text: string, replacement: string): string {
  let hidden = '';
  let copied = 0;
  const cards = new RegExp(IDENTIFIER_OR_CARD);
  for (let found = cards.exec(text); found !== null; found = cards.exec(text)) {
    if (found.groups?.['identifier'] !== undefined) continue;
    if (!hasCheckDigit(found[0])) {
      // The real number may begin inside this match: `2024 4111 1111 1111 1111`.
      cards.lastIndex = found.index + 1;
      continue;
    }
    hidden += text.slice(copied, found.index) + replacement;
    copied = cards.lastIndex;
  }
  return hidden + text.slice(copied);
}

/** The Luhn check (ISO/IEC 7812-1, annex B). */
function hasCheckDigit(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits.charAt(digits.length - 1 - index));
    const weighted = index % 2 === 0 ? digit : digit * 2;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}
