import { toPlainText } from '../../text/plain-text.js';

// The encodings in which addresses, JSON, programs and web pages write characters.
const PERCENT = /(?:%[\da-f]{2})+/gi;
const ESCAPE = /\\(?:u([\da-f]{4})|x([\da-f]{2}))/gi;
const ENTITY = /&(?:#x([\da-f]{1,4})|#(\d{1,5})|(quot|apos|amp|lt|gt|colon));/gi;

const NAMED: Readonly<Record<string, string>> = { quot: '"', apos: "'", amp: '&', lt: '<', gt: '>', colon: ':' };

/** Reads one layer of encoding: `user%3Abob`, `user&#58;bob` and `user\u003abob` are `user:bob`. What comes to light is plain text again. */
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
    // It is no UTF-8; what is ASCII in it can be read all the same.
    return bytes.replace(/%([0-7][\da-f])/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  }
}

function decodeEntity(_: string, hexadecimal?: string, decimal?: string, name?: string): string {
  if (name !== undefined) return NAMED[name.toLowerCase()] ?? '';
  return String.fromCharCode(hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16));
}

const BASE64 = /(?<![A-Za-z0-9+/_%-])[A-Za-z0-9+/_-]{16,}={0,2}/g;
// Of what is no text, a character that none has shows early.
const FIRST_LOOK = 24;
const NO_TEXT = /[^\t\n\r -~]/;

/** Hides words in base64 (RFC 4648) that say a secret: what `hide` would change in what they say. */
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
