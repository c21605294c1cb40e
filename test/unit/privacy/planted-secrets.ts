import { inspect } from 'node:util';

import fc from 'fast-check';

/** Part of every planted secret, and of nothing else in an alert or a log. */
const MARK = 'hunter';
/** Digits in the middle of every planted card number. */
const CARD_MARK = Array.from('90817263').join('[^0-9a-z]{0,3}');
const PLANTED = new RegExp(`.{0,300}(?:${MARK}|${CARD_MARK}).{0,20}`, 'gis');

/** A text with a secret, as in errors, requests and calls. */
export interface LeakyText {
  /** A word before the secret. Its arrival proves that the text was sent. */
  readonly canary: string;
  readonly text: string;
}

/** Finds the remains of planted secrets, with their context. */
export function planted(text: string): readonly string[] {
  return text.match(PLANTED) ?? [];
}

const alphanumeric = fc.constantFrom(...Array.from('abcXYZ0189'));
const word = (minLength: number, maxLength: number) => fc.string({ unit: alphanumeric, minLength, maxLength });

/** A mark at both ends, so that half a secret is found as well. */
const token = fc.tuple(word(0, 4), word(1, 12), word(0, 4)).map(([a, b, c]) => `${a}${MARK}${b}${MARK}${c}`);
/** Passwords of people also contain punctuation. */
const password = fc
  .tuple(
    token,
    fc.constantFrom('', '!', '@', '#', '$', '%', '^', '*', '~', '+', '?', '|', '/', '_', '-', '.', '$&', ',', ')'),
    token,
  )
  .map(([one, sign, other]) => one + sign + other);

const capitalised = (part: string) => part.charAt(0).toUpperCase() + part.slice(1);
const spellings: ((words: readonly string[]) => string)[] = [
  ([first = '', ...rest]) => first + rest.map(capitalised).join(''),
  (words) => words.map(capitalised).join(''),
  (words) => words.join('_'),
  (words) => words.join('-'),
  (words) => words.join('.'),
  (words) => words.join('_').toUpperCase(),
  (words) => words.join('-').toUpperCase(),
  (words) => words.map(capitalised).join('-'),
];
const secretName = fc
  .tuple(
    fc.constantFrom(
      'password',
      'db password',
      'user passwd',
      'passphrase',
      'pwd',
      'secret',
      'client secret',
      'api key',
      'x api key',
      'private key',
      'access key',
      'secret access key',
      'signing key',
      'token',
      'access token',
      'refresh token',
      'csrf token',
      'x auth token',
      'jwt',
      'session id',
      'genie key',
      'credential',
      'authorization',
      'proxy authorization',
      'otp',
      'cvv',
      'password hash',
      'new password',
    ),
    fc.constantFrom(...spellings),
  )
  .map(([words, spell]) => spell(words.split(' ')));

const json = (value: unknown) => JSON.stringify(value);

/** A secret by its name. */
const pair = fc
  .tuple(
    secretName,
    password,
    fc.constantFrom<(name: string, value: string) => string>(
      (name, value) => `${name}=${value}`,
      (name, value) => `${name} = ${value}`,
      (name, value) => `${name}: ${value}`,
      (name, value) => `${name}:${value}`,
      (name, value) => `${name}='${value}'`,
      (name, value) => `${name}: "${value} ${value}"`,
      (name, value) => `export ${name}="${value}"`,
      (name, value) => `--${name.replaceAll('.', '-')}=${value}`,
      (name, value) => `--${name.replaceAll('.', '-')} ${value}`,
      (name, value) => `<${name}>${value}</${name}>`,
      (name, value) => `GET /orders?page=2&${name}=${encodeURIComponent(value)}&sort=up`,
      (name, value) => `user[${name}]=${encodeURIComponent(value)}&user[age]=3`,
      (name, value) => json({ id: 7, [name]: value, open: true }),
      (name, value) => JSON.stringify({ id: 7, config: { headers: { [name]: value } } }, null, 2),
      (name, value) => json({ id: 7, [name]: [value, { or: value }] }),
      (name, value) => json({ body: json({ [name]: `${value}"${value}` }) }),
      (name, value) => json({ body: json({ inner: json({ [name]: value }) }) }),
      (name, value) => inspect({ id: 7, [name]: value }),
      (name, value) => inspect({ id: 7, [name]: value.repeat(12).replaceAll('\n', ' ') }),
      (name, value) => inspect(new Map([[name, value]])),
      (name, value) =>
        inspect({ config: { headers: { [name]: value }, auth: { username: 'bob', password: value } } }, { depth: 9 }),
    ),
  )
  .map(([name, value, write]) => write(name, value));

const scheme = (name: string) => fc.constantFrom(name, name.toLowerCase(), name.toUpperCase());
const header = (name: string) => fc.constantFrom(name, name.toLowerCase(), name.toUpperCase());

/** A secret by its form alone. */
const form = fc.oneof(
  fc
    .tuple(scheme('Bearer'), fc.constantFrom(' ', '  ', '\t', '+'), token)
    .map(([name, space, value]) => name + space + value),
  fc.tuple(scheme('GenieKey'), fc.constantFrom(' ', '\t'), token).map(([name, space, value]) => name + space + value),
  fc.tuple(scheme('Basic'), token).map(([name, value]) => `${name} ${value}9Q==`),
  token.map((value) => `Digest username="bob", realm="shop", response="${value}"`),
  fc.tuple(token, token).map(([claims, signature]) => `eyJ${claims}IUzI1NiJ9.eyJzdWIi${claims}.${signature}`),
  fc.tuple(header('Authorization'), password).map(([name, value]) => `${name}: Custom ${value} ${value}`),
  fc.tuple(header('Cookie'), token, token).map(([name, one, other]) => `${name}: theme=dark; sid=${one}; b=${other}`),
  fc.tuple(header('Set-Cookie'), token).map(([name, value]) => `${name}: sid=${value}; Path=/; HttpOnly`),
  fc
    .tuple(header('Cookie'), token, token)
    .map(([name, one, other]) => inspect([name, `a=${one}; b=${other}`, 'Accept', '*/*'])),
  fc
    .tuple(
      fc.constantFrom('https', 'postgres', 'redis', 'amqps', 'mongodb+srv'),
      fc.constantFrom('', 'bob', 'bob%40shop'),
      token,
    )
    .map(([protocol, user, value]) => `${protocol}://${user}:${value}@db.example.com:5432/orders?ssl=true`),
  token.map((value) => `https://${value}@github.com/shop/orders.git`),
  token.map((value) => `https:\\/\\/bob:${value}@api.example.com\\/orders`),
  fc
    .tuple(token, fc.constantFrom('@example.com', '@mail.example.co.uk', '@EXAMPLE.ORG', '+tag@example.com'))
    .map(([name, host]) => name + host),
  fc
    .tuple(fc.constantFrom('', 'RSA ', 'EC ', 'OPENSSH ', 'ENCRYPTED '), token, fc.constantFrom('\n', '\r\n', '\\n'))
    .map(([kind, value, end]) =>
      [`-----BEGIN ${kind}PRIVATE KEY-----`, value, value, `-----END ${kind}PRIVATE KEY-----`].join(end),
    ),
  token.map((value) => `sk_live_${value}`),
  token.map((value) => `ghp_${value}0123456789abcdef`),
  token.map((value) => `https://hooks.slack.com/services/T0000/B0000/${value}`),
  token.map((value) => `Unexpected token 'h', ..."${value.slice(0, 20)}"... is not valid JSON`),
);

/** Card numbers of 16 digits, in the usual groupings. */
const card = fc
  .tuple(
    fc.constantFrom('4', '51', '2720', '6011'),
    fc.constantFrom('', ' ', '-', '.', '_', '\u00a0'),
    fc.string({ unit: fc.constantFrom(...Array.from('0123456789')), minLength: 8, maxLength: 8 }),
  )
  .map(([network, separator, rest]) => {
    const digits = withCheckDigit(`${network}90817263${rest}`.slice(0, 15));
    return digits.replace(/\d{4}(?=\d)/g, `$&${separator}`);
  });

/** The Luhn check digit (ISO/IEC 7812-1, annex B). */
function withCheckDigit(digits: string): string {
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, index) => {
      const weighted = index % 2 === 0 ? Number(digit) * 2 : Number(digit);
      return total + (weighted > 9 ? weighted - 9 : weighted);
    }, 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

const encoding = fc.oneof(
  { weight: 6, arbitrary: fc.constant((text: string) => text) },
  {
    weight: 4,
    arbitrary: fc.constantFrom<(text: string) => string>(
      encodeURIComponent,
      (text) => encodeURIComponent(encodeURIComponent(text)),
      (text) => new URLSearchParams({ q: text }).toString(),
      json,
      (text) => json({ at: json({ text }) }),
      (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`),
      (text) => text.replaceAll('"', '&quot;'),
      (text) => text.replaceAll('"', '\\u0022'),
    ),
  },
);

const before = fc.constantFrom(
  '',
  'failed: ',
  '(',
  '[',
  '{"at":"x",',
  '\n',
  '\r\n',
  '\t',
  '"',
  "'",
  '> ',
  '→',
  '😀 ',
  '\u001b[31m',
  '\u202e',
);
const after = fc.constantFrom(
  '',
  ' failed',
  ' was refused\n    at find (/app/orders.js:7:9)',
  '\n',
  '\r\nHost: shop',
  ', user=7',
  '\u001b[0m',
  ' 😀',
);

let canaries = 0;

/** Texts with one secret each, in thousands of spellings, contexts and encodings. */
export const leakyText: fc.Arbitrary<LeakyText> = fc
  .tuple(before, fc.oneof({ weight: 3, arbitrary: pair }, { weight: 2, arbitrary: form }, card), encoding, after)
  .map(([start, secret, encode, end]) => {
    const canary = `canary${canaries++}`;
    return { canary, text: `${canary} ${start}${encode(secret)}${end}` };
  });

/** This many of them, the same in each run; random ones are for the property tests, which find the smallest leaking text. */
export function plantedTexts(count: number): LeakyText[] {
  return fc.sample(leakyText, { numRuns: count, seed: 20_270_405 });
}
