import { toPlainText } from '../../text/plain-text.js';

// The encodings in which addresses, JSON and web pages write characters.
const PERCENT = /(?:%[\da-f]{2})+/gi;
const JSON_ESCAPE = /\\u([\da-f]{4})/gi;
const ENTITY = /&(?:#x([\da-f]{1,4})|#(\d{1,5})|(quot|apos|amp|lt|gt|colon));/gi;

const NAMED: Readonly<Record<string, string>> = { quot: '"', apos: "'", amp: '&', lt: '<', gt: '>', colon: ':' };

/** Reads one layer of encoding: `user%3Abob`, `user&#58;bob` and `user\u003abob` are `user:bob`. What comes to light is plain text again. */
export function decodeOnce(text: string): string {
  const decoded = text
    .replace(/\S+/g, decodeForm)
    .replace(PERCENT, decodePercent)
    .replace(JSON_ESCAPE, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
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
