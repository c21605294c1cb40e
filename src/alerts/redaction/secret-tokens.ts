import { hideCardNumbers } from './card-numbers.js';
import { decodeOnce } from './encoded-text.js';
import { hidePrivateKeys } from './private-keys.js';
import { TOKEN_FORMS } from './tokens/token-forms.js';
import { hideUrlCredentials } from './url-credentials.js';

// Secrets with a recognisable form, independent of the text around them. Patterns of long secrets match the beginning alone, so that they
// also find cut ones. No pattern can match the same text in two ways, so the time is linear. `(?<=\\[nrt])` is a line break in
// JSON: its letter does not belong to the word after it.

// `eyJ` is the beginning of `{"` in base64url: JSON web tokens (RFC 7519), signed or not.
const JSON_WEB_TOKEN = /eyJ[\w-]{8,}(?:\.[\w-]*){0,4}/g;

// `Bearer <token>` (RFC 6750), `GenieKey <key>`. The excluded words occur in prose: `Bearer token expired`, `bearer authentication`.
const BEARER =
  /(?:\b|(?<=\\[nrt]))(Bearer|GenieKey)((?:[ \t+]|\\{1,31}t){1,8}\\{0,31}["'`]?)(?!(?:auth|tokens?\b|scheme|header|credential|realm|format|prefix|strategy|required|missing|invalid|expired))[\w.~+/=:-][\w.~+/=:%-]{5,}/gi;

// `Basic <base64>` (RFC 7617) and similar schemes: only values unlike a word, because prose also contains `basic` and `token`.
const OTHER_SCHEMES =
  /(?:\b|(?<=\\[nrt]))(Basic|Digest|Negotiate|NTLM|Token|ApiKey|OAuth|Hawk|SSWS|SharedKey(?:Lite)?)((?:[ \t+]|\\{1,31}t){1,8}\\{0,31}["'`]?)([\w.~+/=-]{8,})/gi;
const UNLIKE_A_WORD = /[0-9+/=~]|[a-z][A-Z]/;

// `Digest username="bob", response="…"` (RFC 7616).
const DIGEST =
  /(?:\b|(?<=\\[nrt]))((?:Digest|Hawk|OAuth)[ \t]+)(?:\w{1,32}=(?:\\{0,31}"[^"]{0,512}"|[^\s",]{1,512})(?:,[ \t]{0,4})?){2,20}/gi;

// `curl -u bob:password`, `--proxy-user=bob:password`, with or without quotes. Two numbers are the ids of a user and a group: `docker run -u 1000:1000`.
const COMMAND_CREDENTIALS =
  /(?<![\w-])((?:-u|--(?:proxy-)?user)(?:[ \t]{1,4}|=))(?!\d{1,9}:\d{1,9}(?!\S))(?:(["'][^\s:"']{0,256}:)[^"'\n]{1,256}|([^\s:"']{0,256}:)(?!\/\/)[^\s"']{1,256})/g;

// One pattern for all tokens; no letter or digit precedes one. One form may be a prefix of another, so the longest come first.
const TOKENS = new RegExp(
  `(?:(?<![A-Za-z0-9])|(?<=\\\\[nrt]))(?=[\\w$*{~])(?:${TOKEN_FORMS.map(({ pattern }) => pattern.source).join('|')})`,
  'g',
);

// Accents may be separate characters after their letter. A version (`core@11.0.1-beta.next` in stack paths), a picture (`icon@2x.png`) and a
// repository (`git@github.com:org/repo.git`) are not e-mail addresses.
const E_MAIL =
  /(?<![\p{L}\p{M}\p{N}._%+-])(?!git@[\w.-]{1,253}:\w)[\p{L}\p{M}\p{N}._%+-]+@(?!\d{1,9}\.\d|\dx\.(?:png|jpe?g|gif|webp|avif|svg)\b)(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,63}/gu;

/** Whether a text contains a token of a known form. No name of a team or person does. */
export function holdsToken(text: string): boolean {
  return [text, decodeOnce(text)].some((one) => one.search(TOKENS) !== -1 || one.search(JSON_WEB_TOKEN) !== -1);
}

/** Hides secrets with a recognisable form: private keys, tokens, credentials in URLs, services' keys, hashes, e-mail addresses, card numbers. */
export function hideTokens(text: string, replacement: string): string {
  const withoutSchemes = hidePrivateKeys(text, replacement)
    .replace(JSON_WEB_TOKEN, replacement)
    .replace(BEARER, (_, scheme: string, space: string) => scheme + space + replacement)
    .replace(DIGEST, (_, scheme: string) => scheme + replacement)
    .replace(OTHER_SCHEMES, (all: string, scheme: string, space: string, value: string) =>
      UNLIKE_A_WORD.test(value) ? scheme + space + replacement : all,
    );
  const withoutForms = hideUrlCredentials(withoutSchemes, replacement)
    .replace(COMMAND_CREDENTIALS, `$1$2$3${replacement}`)
    .replace(TOKENS, replacement)
    .replace(E_MAIL, replacement);
  return hideCardNumbers(withoutForms, replacement);
}
