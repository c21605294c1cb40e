import fc from 'fast-check';

/** Must not leave the process, not even in part. */
export const SECRET = 'Zq7hunterXk93vTp';
/** So much of the secret is already too much. */
export const PART = SECRET.slice(0, 9);

/** Forms of the secret in text. */
const planted = fc.constantFrom(
  `password=${SECRET}`,
  `"clientSecret":"${SECRET}"`,
  `{\\"apiKey\\":\\"${SECRET}\\"}`,
  `token: '${SECRET}'`,
  `Authorization: Basic ${SECRET}`,
  `\nCookie: a=b; sid=${SECRET}\n`,
  `Bearer ${SECRET}`,
  `GenieKey ${SECRET}`,
  `https://bob:${SECRET}@db.example.com/x`,
  `${SECRET}@example.com`,
  `eyJhbGciOiJIUzI1NiJ9.${SECRET}.${SECRET}`,
  `-----BEGIN PRIVATE KEY-----\n${SECRET}\n-----END PRIVATE KEY-----`,
  `sk_live_${SECRET}`,
  `CUSTOM-${SECRET}`,
);

/** Recognises the form of the secret that only the application knows. */
export const OWN_PATTERN = /CUSTOM-\w{1,40}/;

const filler = fc.oneof(
  fc.string({ maxLength: 300 }),
  fc.nat(3_000).map((length) => 'word '.repeat(length / 5)),
);

/** The secret between two spaces or at the beginning of a line: a character directly before it could be part of the name. */
export const leaky = fc
  .tuple(filler, planted, filler)
  .map(([before, secret, after]) => `${before}\n${secret} ${after}`);

/** The same near the beginning, where a headline shows it. */
export const leakyAtOnce = fc
  .tuple(fc.constantFrom('', 'failed: ', 'for order 7, '), planted)
  .map((parts) => parts.join(''));
