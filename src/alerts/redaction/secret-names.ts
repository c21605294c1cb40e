/**
 * How certain it is that a name belongs to a secret. `likely` names also have harmless uses in prose (`auth: failed`, `pin: 13`), so their
 * values are hidden only in structured data.
 */
export type Secrecy = 'certain' | 'likely';

const CERTAIN =
  'password passwords passwd pwd passphrase passcode secret secrets token jwt bearer credential credentials authorization cookie cookies ' +
  'otp totp ssn cvv cvc apiKey privateKey secretKey accessKey signingKey encryptionKey masterKey accountKey sharedKey authKey ' +
  'apiKeys privateKeys secretKeys accessKeys accessTokens refreshTokens authTokens apiTokens passkey rapidApiKey functionsKey ' +
  'sessionKey subscriptionKey genieKey sessionId sessId connectSid cardNumber creditCard socialSecurityNumber ' +
  'licenseKey licenceKey productKey activationKey activationCode instrumentationKey webhookUrl hookUrl connectionString mnemonic ' +
  'seedPhrase recoveryPhrase recoveryCode recoveryCodes backupCode backupCodes verificationCode securityCode resetCode loginCode ' +
  'authCode authorizationCode mfaCode otpCode pinCode codeVerifier samlResponse samlAssertion clientAssertion psk preSharedKey ' +
  'sshKey gpgKey pgpKey deployKey serviceKey serviceRoleKey hmacKey aesKey rsaKey decryptionKey cryptoKey keyPass storePass userPass ' +
  'dbPass secretKeyBase clientKeyData communityString';

// Words for password, key and token in other languages.
const FOREIGN =
  'passwort kennwort zugangsdaten geheimnis motDePasse mdp cléApi cleApi contraseña contrasena clave claveApi senha chaveApi parola ' +
  'şifre sifre parole wachtwoord hasło haslo heslo lösenord losenord adgangskode kodeord passord salasana jelszó jelszo parool slaptažodis ' +
  'lozinka geslo κωδικός пароль пароля пароли ключ токен секрет гасло 密码 密碼 口令 令牌 密钥 密鑰 パスワード トークン 暗証番号 비밀번호 암호 토큰 ' +
  'सांकेतिक पासवर्ड สารหัส รหัสผ่าน mậtKhẩu kataSandi sandi nenosiri סיסמה סיסמא كلمةالمرور كلمةالسر رمزعبور گذرواژه';

const LIKELY = 'pass pw pin auth session sid card csrf xsrf signature sig';

// The ends of names without separators: `dbpassword`, `PHPSESSID`. Only words that no harmless word ends with.
const RUN_ON =
  /(?:password|passwd|passphrase|passwort|secret|token|apikey|secretkey|accesskey|privatekey|credentials?|sessionid|sessid|パスワード|密码)$/;

// `passwordHash`, `token_value`, `password2` and `password_confirmation` are secrets too; `passwordLength` and `token_type` are not.
const QUALIFIERS = new Set(
  'value hash header string raw plain old new current repeat confirm confirmation salt base encrypted hashed prod production staging live'.split(
    ' ',
  ),
);

// `apiKey`, `api_key`, `API-KEY` and `x.api.key` all contain the words api and key; a number is a separate word.
const WORDS = /\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{Lm}\p{M}]+|\p{N}+/gu;

// Letters of other scripts that look like Latin letters, as in `pаssword`.
const LOOKALIKES: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from('аaеeоoрpсcуyхxѕsіiјjԁdһhԝwкkтtмmвbнhαaοoρpνvιiκkτtεeυuɑaɡgıiᴏo').reduce<[string, string][]>(
    (pairs, letter, index, all) => (index % 2 === 0 ? [...pairs, [letter, all[index + 1] ?? '']] : pairs),
    [],
  ),
);

const NAMES = /[\p{L}\p{M}\p{N}_-]+/gu;
const NOT_ASCII = /[^\0-\x7f]/;

const MAXIMUM_MENTION = 4_096; // an SQL statement; only the end of a longer one is searched for names
const MAXIMUM_NAME = 128; // only the end of a longer text is checked, because the last words decide
const MAXIMUM_WORDS = 6; // the longest name above, with a margin for configured names

/**
 * Decides by name which values are secrets. The last words of a name decide: `db_password` is a password, `passwordLength` is a length.
 *
 * @param keys more names, in any spelling: `customerNumber` also means `customer_number` and `X-Customer-Number`
 */
export class SecretNames {
  readonly #names = new Map<string, Secrecy>();
  /** Matches every name that may belong to a secret: a fast check that excludes most names. */
  readonly #hint: RegExp;

  constructor(keys: readonly string[] = []) {
    for (const name of LIKELY.split(' ')) this.#names.set(squash(name), 'likely');
    for (const name of `${CERTAIN} ${FOREIGN}`.split(' ')) this.#names.set(squash(name), 'certain');
    for (const key of keys) if (typeof key === 'string') this.#names.set(squash(key), 'certain');
    this.#names.delete(''); // a key without letters would match every name
    const all = [...`${LIKELY} ${CERTAIN}`.split(' '), ...keys.filter((key) => typeof key === 'string')];
    this.#hint = new RegExp([...new Set(all.flatMap((name) => wordsOf(name).slice(0, 1)))].join('|'), 'i');
  }

  /** How certain it is that `name` belongs to a secret; `undefined` if it does not look like one. */
  secrecy(name: string): Secrecy | undefined {
    if (!NOT_ASCII.test(name) && !this.#hint.test(name.slice(-MAXIMUM_NAME))) return undefined;
    // Header names are case-insensitive: the words of `aUTHORIZATION` are found only in lower case.
    const lower = name.toLowerCase();
    const found = this.#secrecyOfName(wordsOf(name));
    if (found !== undefined) return found;
    const byCase = lower === name ? undefined : this.#secrecyOfName(wordsOf(lower));
    if (byCase !== undefined || !NOT_ASCII.test(name)) return byCase;
    return this.#secrecyOfName(wordsOf(inLatin(name)));
  }

  /** Whether the text contains a name that is certain to belong to a secret, even as part of a longer one: `api_token_unique`. */
  mentionedIn(text: string): boolean {
    const mentioned = text.slice(-MAXIMUM_MENTION);
    if (!NOT_ASCII.test(mentioned) && !this.#hint.test(mentioned)) return false;
    return (mentioned.match(NAMES) ?? []).some((name) => {
      const words = wordsOf(name);
      return words.some((_, index) => this.#secrecyOf(words.slice(0, index + 1)) === 'certain');
    });
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
  return (name.slice(-MAXIMUM_NAME).normalize('NFC').match(WORDS) ?? []).map((word) => word.toLowerCase());
}

function squash(name: string): string {
  return wordsOf(name).join('');
}

/** Replaces look-alike letters by Latin ones: `раssword` and `ｐａｓｓｗｏｒｄ` become `password`. */
function inLatin(name: string): string {
  return Array.from(
    name.slice(-MAXIMUM_NAME).normalize('NFKC').toLowerCase(),
    (letter) => LOOKALIKES[letter] ?? letter,
  ).join('');
}
