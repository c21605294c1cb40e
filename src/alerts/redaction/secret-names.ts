/**
 * How surely a name belongs to a secret. `likely` names have innocent uses in prose (`auth: failed`, `pin: 13`), so there they hide nothing;
 * as a key of structured data they do.
 */
export type Secrecy = 'certain' | 'likely';

const CERTAIN =
  'password passwords passwd pwd passphrase passcode secret secrets token jwt bearer credential credentials authorization cookie cookies ' +
  'otp totp ssn cvv cvc apiKey privateKey secretKey accessKey signingKey encryptionKey masterKey accountKey sharedKey authKey ' +
  'apiKeys privateKeys secretKeys accessKeys accessTokens refreshTokens authTokens apiTokens passkey rapidApiKey functionsKey ' +
  'sessionKey subscriptionKey genieKey sessionId sessId connectSid cardNumber creditCard socialSecurityNumber';

const LIKELY = 'pass pw pin auth session sid card csrf xsrf signature sig';

// Names written in one run: `dbpassword`, `PHPSESSID`. Only words that end no innocent word.
const RUN_ON = /(?:password|passwd|passphrase|secret|token|apikey|secretkey|accesskey|credentials?|sessionid|sessid)$/;

// `passwordHash`, `token_value`, `password2` and `password_confirmation` are secrets too; `passwordLength` and `token_type` are not.
const QUALIFIERS = new Set('value hash header string raw plain old new current repeat confirm confirmation'.split(' '));

// `apiKey`, `api_key`, `API-KEY` and `x.api.key` are the words api and key; a number is a word of its own.
const WORDS = /\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}]+|\p{N}+/gu;

const MAXIMUM_NAME = 128; // what is longer is no name; only its end, which decides, is looked at
const MAXIMUM_WORDS = 6; // the longest name above, and room for a user's own

/**
 * Decides by their names which values are secrets. A name counts by its last words: `db_password` is a password, `passwordLength` is a length.
 *
 * @param keys more names, in any spelling: `customerNumber` also means `customer_number` and `X-Customer-Number`
 */
export class SecretNames {
  readonly #names = new Map<string, Secrecy>();

  constructor(keys: readonly string[] = []) {
    for (const name of LIKELY.split(' ')) this.#names.set(squash(name), 'likely');
    for (const name of CERTAIN.split(' ')) this.#names.set(squash(name), 'certain');
    for (const key of keys) if (typeof key === 'string') this.#names.set(squash(key), 'certain');
    this.#names.delete(''); // a key without letters would match every name
  }

  /** How surely `name` belongs to a secret; `undefined` when it does not look like one. */
  secrecy(name: string): Secrecy | undefined {
    // Names of headers have no case: `aUTHORIZATION` shows its words only without it.
    const lower = name.toLowerCase();
    const found = this.#secrecyOfName(wordsOf(name));
    return found === undefined && lower !== name ? this.#secrecyOfName(wordsOf(lower)) : found;
  }

  #secrecyOfName(words: readonly string[]): Secrecy | undefined {
    for (let end = words.length; end > 0; end--) {
      const found = this.#secrecyOf(words.slice(0, end));
      if (found !== undefined) return found;
      const last = words[end - 1] ?? '';
      if (!QUALIFIERS.has(last) && !/^\p{N}/u.test(last)) return undefined;
    }
    return undefined;
  }

  #secrecyOf(words: readonly string[]): Secrecy | undefined {
    let suffix = '';
    for (const word of words.toReversed().slice(0, MAXIMUM_WORDS)) {
      suffix = word + suffix;
      const found = this.#names.get(suffix);
      if (found !== undefined) return found;
    }
    return RUN_ON.test(words.at(-1) ?? '') ? 'certain' : undefined;
  }
}

function wordsOf(name: string): readonly string[] {
  return (name.slice(-MAXIMUM_NAME).match(WORDS) ?? []).map((word) => word.toLowerCase());
}

function squash(name: string): string {
  return wordsOf(name).join('');
}
