import { hideCardNumbers } from './card-numbers.js';

// Secrets that show by their own form, whatever stands before them. What is long matches from its beginning alone, so that it is found
// when its end was cut off. No pattern can try the same text in two ways: the time is linear. `(?<=\\[nrt])` is a line break
// as JSON writes it: its letter is no part of the word behind it.

// Everything after an opening line that is never closed is taken for the key.
const PRIVATE_KEY =
  /-----BEGIN[ +][A-Z0-9 +]{0,40}PRIVATE[ +]KEY[A-Z +]{0,20}-----[\s\S]*?(?:-----END[ +][A-Z0-9 +]{0,60}-----|$)/gi;

// `eyJ` is how `{"` begins in base64url: JSON web tokens (RFC 7519), signed or not.
const JSON_WEB_TOKEN = /eyJ[\w-]{8,}(?:\.[\w-]*){0,4}/g;

// `Bearer <token>` (RFC 6750), `GenieKey <key>`. The words spared are those of prose: `Bearer token expired`, `bearer authentication`.
const BEARER =
  /(?:\b|(?<=\\[nrt]))(Bearer|GenieKey)((?:[ \t+]|\\{1,31}t){1,8}\\{0,31}["'`]?)(?!(?:auth|tokens?\b|scheme|header|credential|realm|format|prefix|strategy|required|missing|invalid|expired))[\w.~+/=:-][\w.~+/=:%-]{5,}/gi;

// `Basic <base64>` (RFC 7617) and the like: only what no word looks like, for `basic` and `token` are words of prose.
const OTHER_SCHEMES =
  /(?:\b|(?<=\\[nrt]))(Basic|Digest|Negotiate|Token|ApiKey)((?:[ \t+]|\\{1,31}t){1,8}\\{0,31}["'`]?)([\w.~+/=-]{8,})/gi;
const UNLIKE_A_WORD = /[0-9+/=~]|[a-z][A-Z]/;

// `Digest username="bob", response="…"` (RFC 7616).
const DIGEST =
  /(?:\b|(?<=\\[nrt]))(Digest[ \t]+)(?:\w{1,32}=(?:\\{0,31}"[^"]{0,512}"|[^\s",]{1,512})(?:,[ \t]{0,4})?){2,20}/gi;

// The user part of an address: `https://user:password@host`, `redis://:password@host`, `https://token@host`. A password may hold a slash
// or an apostrophe; a port (`:8080/`) is no password. Tokens of clouds are up to 2,048 characters long. A host has at most 253: what is
// longer is a user part whose end was cut off.
const URL_CREDENTIALS =
  /:\\{0,3}\/\\{0,3}\/(?:(?:[^\s"'<>/?#]|'(?=\w)){1,2048}@|[^\s"'<>:/?#@]{0,256}:(?!\d{1,5}(?:[/?#\s]|$))(?:[^\s"'<>]|'(?=\w)){1,256}@|[^\s"'<>/?#]{257,2048})/g;

// `curl -u bob:password`, `--proxy-user=bob:password`, with quotes or without. Two numbers are those of a user and a group: `docker run -u 1000:1000`.
const COMMAND_CREDENTIALS =
  /(?<![\w-])((?:-u|--(?:proxy-)?user)(?:[ \t]{1,4}|=))(?!\d{1,9}:\d{1,9}(?!\S))(?:(["'][^\s:"']{0,256}:)[^"'\n]{1,256}|([^\s:"']{0,256}:)(?!\/\/)[^\s"']{1,256})/g;

// Passwords as they are stored, which can be tried out: bcrypt and argon2.
const PASSWORD_HASH = /\$2[abxy]?\$\d\d\$[\w./]{22,53}|\$argon2(?:id|[id])\$[\w=,+/$.-]{8,512}/g;

// Keys of well-known services carry a prefix for this purpose: AWS, GitHub, GitLab, Slack, Stripe, Google, npm, SendGrid, OpenAI and its kin. Those of
// the last have digits early, unlike `sk-component-loader-very-long-name`.
const SERVICE_KEYS =
  /(?:(?<![A-Za-z0-9])|(?<=\\[nrt]))(?:(?:AKIA|ASIA)[A-Z0-9]{16}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[a-z]-[\w-]{10,}|xapp-[\w-]{10,}|(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{8,}|whsec_[\w+/=-]{16,}|AIza[\w-]{30,}|(?<=hooks\.slack\.com\/(?:services|workflows|triggers)\/)[\w/]{8,}|npm_[A-Za-z0-9]{30,}|SG\.[\w-]{16,}(?:\.[\w-]*)?|sk-(?=[\w-]{0,63}\d)[\w-]{20,})/g;

// A letter may be followed by its accents, as characters of their own. The name before the `@` of a version (`core@11.0.1-beta.next` in a
// stack's paths), of a picture (`icon@2x.png`) or of a repository (`git@github.com:org/repo.git`) is none.
const E_MAIL =
  /(?<![\p{L}\p{M}\p{N}._%+-])(?!git@[\w.-]{1,253}:\w)[\p{L}\p{M}\p{N}._%+-]+@(?!\d{1,9}\.\d|\dx\.(?:png|jpe?g|gif|webp|avif|svg)\b)(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,63}/gu;

/** Hides secrets that show by their form: private keys, tokens, credentials in URLs, services' keys, hashes, e-mail addresses, card numbers. */
export function hideTokens(text: string, replacement: string): string {
  const hidden = text
    .replace(PRIVATE_KEY, replacement)
    .replace(JSON_WEB_TOKEN, replacement)
    .replace(BEARER, (_, scheme: string, space: string) => scheme + space + replacement)
    .replace(DIGEST, (_, scheme: string) => scheme + replacement)
    .replace(OTHER_SCHEMES, (all: string, scheme: string, space: string, value: string) =>
      UNLIKE_A_WORD.test(value) ? scheme + space + replacement : all,
    )
    .replace(URL_CREDENTIALS, `://${replacement}@`)
    .replace(COMMAND_CREDENTIALS, `$1$2$3${replacement}`)
    .replace(PASSWORD_HASH, replacement)
    .replace(SERVICE_KEYS, replacement)
    .replace(E_MAIL, replacement);
  return hideCardNumbers(hidden, replacement);
}
