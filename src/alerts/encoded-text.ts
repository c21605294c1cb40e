// One layer of the encodings in which addresses, JSON and web pages write characters. Only those of ASCII that can be seen, and line
// feeds: a control character must not come back in this way.
const ENCODED =
  /%(0a|[2-6][0-9a-f]|7[0-9a-e])|\\u00([2-6][0-9a-f]|7[0-9a-e])|&#x([2-6][0-9a-f]|7[0-9a-e]);|&#(\d{2,3});|&(quot|apos|amp|lt|gt|colon);/gi;

const NAMED: Readonly<Record<string, string>> = { quot: '"', apos: "'", amp: '&', lt: '<', gt: '>', colon: ':' };

/** Reads one layer of encoding: `user%3Abob` and `user&#58;bob` are `user:bob`. */
export function decodeOnce(text: string): string {
  return text.replace(
    ENCODED,
    (all: string, percent?: string, json?: string, hex?: string, decimal?: string, name?: string) => {
      const hexadecimal = percent ?? json ?? hex;
      if (name !== undefined) return NAMED[name.toLowerCase()] ?? all;
      const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
      return code === 0x0a || (code >= 0x20 && code <= 0x7e) ? String.fromCharCode(code) : all;
    },
  );
}
