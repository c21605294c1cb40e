import { toPlainText } from '../../text/plain-text.js';

// Character encodings of URLs, JSON, program text and HTML.
const PERCENT = /(?:%[\da-f]{2})+/gi;
const ESCAPE = /\\(?:u([\da-f]{4})|x([\da-f]{2}))/gi;
const ENTITY = /&(?:#x([\da-f]{1,4})|#(\d{1,5})|(quot|apos|amp|lt|gt|colon));/gi;

const NAMED: Readonly<Record<string, string>> = { quot: '"', apos: "'", amp: '&', lt: '<', gt: '>', colon: ':' };

/** Decodes one layer: `user%3Abob`, `user&#58;bob` and `user\u003abob` become `user:bob`. The result is plain text again. */
export function decodeOnce(text: string): string {
  const decoded = text
    .replace(/\S+/g, decodeForm)
    .replace(PERCENT, decodePercent)
    .replace(ESCAPE, (_, unit?: string, byte?: string) => String.fromCharCode(Number.parseInt(unit ?? byte ?? '', 16)))
    .replace(ENTITY, decodeEntity);
  return decoded === text ? text : toPlainText(decoded);
}

/** In form data (WHATWG URL, "application/x-www-form-urlencoded") a plus is a space; in a path it is a plus. */
function decodeForm(run: string): string {
  return run.includes('%') && run.includes('=') ? run.replaceAll('+', ' ') : run;
}

function decodePercent(bytes: string): string {
  try {
    return decodeURIComponent(bytes);
  } catch {
    // Not UTF-8; decode only the ASCII characters.
    return bytes.replace(/%([0-7][\da-f])/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  }
}

function decodeEntity(_: string, hexadecimal?: string, decimal?: string, name?: string): string {
  if (name !== undefined) return NAMED[name.toLowerCase()] ?? '';
  return String.fromCharCode(hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16));
}

const BASE64 = /(?<![A-Za-z0-9+/_%-])[A-Za-z0-9+/_-]{16,}={0,2}/g;
// Binary data shows non-text characters early, so the first characters are checked before the rest.
const FIRST_LOOK = 24;
const NO_TEXT = /[^\t\n\r -~]/;

/** Hides base64 words (RFC 4648) whose decoded text contains a secret, that is, text that `hide` changes. */
export function hideInBase64(text: string, hide: (decoded: string) => string, replacement: string): string {
  return text.replace(BASE64, (word) => {
    if (NO_TEXT.test(decodeBase64(word.slice(0, FIRST_LOOK)))) return word;
    const decoded = decodeBase64(word);
    return NO_TEXT.test(decoded) || hide(decoded) === decoded ? word : replacement;
  });
}

function decodeBase64(word: string): string {
  return Buffer.from(word, 'base64').toString('latin1');
}
