// Without a closing line, everything after the opening line counts as the key. SSH2 uses four hyphens and a space.
const WHOLE_KEY =
  /-----BEGIN[ +][A-Z0-9 +]{0,40}PRIVATE[ +]KEY[A-Z +]{0,20}-----[\s\S]*?(?:-----END[ +][A-Z0-9 +]{0,60}-----|$)|---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----[\s\S]*?(?:---- END SSH2[A-Z0-9 ]{0,40} ----|$)|-----BEGIN OpenVPN Static key V\d-----[\s\S]*?(?:-----END OpenVPN[\w ]{0,40}-----|$)/gi;

// PuTTY gives the number of base64 lines and their checksum.
const PUTTY_KEY =
  /Private-Lines: \d{1,4}(?:\s|\\{1,31}[nr]){1,8}[A-Za-z0-9+/=]+(?:(?:\s|\\{1,31}[nr]){1,8}[A-Za-z0-9+/=]{16,})*/gi;

const END_OF_KEY = /-----END[ +][A-Z0-9 +]{0,40}PRIVATE[ +]KEY[A-Z +]{0,20}-----/gi;
// A PEM line of base64, matched backwards from its end; in cut text, the first line may be incomplete.
const LINE_OF_KEY = /(?:\s|\\{1,31}[nr]){0,8}(?<![A-Za-z0-9+/=])[A-Za-z0-9+/=]{8,76}(?:\s|\\{1,31}[nr]){0,8}$/;
const LONGEST_LINE = 200;
const MOST_LINES = 200; // a key of 8,192 bits has 100

/** Hides private keys: PEM, PGP, OpenSSH, SSH2, OpenVPN and PuTTY, complete or cut at either end. */
export function hidePrivateKeys(text: string, replacement: string): string {
  if (!/KEY|Private-Lines/i.test(text)) return text;
  const hidden = text.replace(WHOLE_KEY, replacement).replace(PUTTY_KEY, `Private-Lines: ${replacement}`);
  return hideTails(hidden, replacement);
}

/** Hides the lines before a closing line without an opening one. */
function hideTails(text: string, replacement: string): string {
  let hidden = '';
  let copied = 0;
  for (const { index, 0: end } of text.matchAll(END_OF_KEY)) {
    let start = index;
    for (let lines = 0; lines < MOST_LINES && start > copied; lines++) {
      const from = Math.max(copied, start - LONGEST_LINE);
      const line = LINE_OF_KEY.exec(text.slice(from, start));
      if (line === null) break;
      start = from + line.index;
    }
    hidden += `${text.slice(copied, start)}${start === 0 ? '' : '\n'}${replacement}`;
    copied = index + end.length;
  }
  return hidden + text.slice(copied);
}
