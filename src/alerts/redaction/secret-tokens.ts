import { hideCardNumbers } from './card-numbers.js';
import { decodeOnce } from './encoded-text.js';
import { hidePrivateKeys } from './private-keys.js';
import { TOKEN_FORMS } from './tokens/token-forms.js';
import { hideUrlCredentials } from './url-credentials.js';

// Secrets that show by their own form, whatever stands before them. What is long matches from its beginning alone, so that it is found
// when its end was cut off. No pattern can try the same text in two ways: the time is linear. `(?<=\\[nrt])` is a line break
// as JSON writes it: its letter is no part of the word behind it.

// `eyJ` is how `{"` begins in base64url: JSON web tokens (RFC 7519), signed or not.
const JSON_WEB_TOKEN = /eyJ[\w-]{8,}(?:\.[\w-]*){0,4}/g;

// `Bearer <token>` (RFC 6750), `GenieKey <key>`. The words spared are those of prose: `Bearer token expired`, `bearer authentication`.
const BEARER =
  /(?:\b|(?<=\\[nrt]))(Bearer|GenieKey)((?:[ \t+]|\\{1,31}t){1,8}\\{0,31}["'`]?)(?!(?:auth|tokens?\b|scheme|header|credential|realm|format|prefix|strategy|required|missing|invalid|expired))[\w.~+/=:-][\w.~+/=:%-]{5,}/gi;

// `Basic <base64>` (RFC 7617) and the like: only what no word looks like, for `basic` and `token` are words of prose.
const OTHER_SCHEMES =
  /(?:\b|(?<=\\[nrt]))(Basic|Digest|Negotiate|NTLM|Token|ApiKey|OAuth|Hawk|SSWS|SharedKey(?:Lite)?)((?:[ \t+]|\\{1,31}t){1,8}\\{0,31}["'`]?)([\w.~+/=-]{8,})/gi;
const UNLIKE_A_WORD = /[0-9+/=~]|[a-z][A-Z]/;

// `Digest username="bob", response="…"` (RFC 7616).
const DIGEST =
  /(?:\b|(?<=\\[nrt]))((?:Digest|Hawk|OAuth)[ \t]+)(?:\w{1,32}=(?:\\{0,31}"[^"]{0,512}"|[^\s",]{1,512})(?:,[ \t]{0,4})?){2,20}/gi;

// `curl -u bob:password`, `--proxy-user=bob:password`, with quotes or without. Two numbers are those of a user and a group: `docker run -u 1000:1000`.
const COMMAND_CREDENTIALS =
  /(?<![\w-])((?:-u|--(?:proxy-)?user)(?:[ \t]{1,4}|=))(?!\d{1,9}:\d{1,9}(?!\S))(?:(["'][^\s:"']{0,256}:)[^"'\n]{1,256}|([^\s:"']{0,256}:)(?!\/\/)[^\s"']{1,256})/g;

// One search for all: no letter or digit stands before a token. Those of one issuer may be the beginning of another's, so the longest come first.
const TOKENS = new RegExp(
  `(?:(?<![A-Za-z0-9])|(?<=\\\\[nrt]))(?=[\\w$*{~])(?:${TOKEN_FORMS.map(({ pattern }) => pattern.source).join('|')})`,
  'g',
);

// A letter may be followed by its accents, as characters of their own. The name before the `@` of a version (`core@11.0.1-beta.next` in a
// stack's paths), of a picture (`icon@2x.png`) or of a repository (`git@github.com:org/repo.git`) is none.
const E_MAIL =
  /(?<![\p{L}\p{M}\p{N}._%+-])(?!git@[\w.-]{1,253}:\w)[\p{L}\p{M}\p{N}._%+-]+@(?!\d{1,9}\.\d|\dx\.(?:png|jpe?g|gif|webp|avif|svg)\b)(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,63}/gu;

/** Whether a text holds a token of a known issuer, or one like it. Neither a team nor a person is named like that. */
export function holdsToken(text: string): boolean {
  return [text, decodeOnce(text)].some((one) => one.search(TOKENS) !== -1 || one.search(JSON_WEB_TOKEN) !== -1);
}

/** Hides secrets that show by their form: private keys, tokens, credentials in URLs, services' keys, hashes, e-mail addresses, card numbers. */
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
