// Pattern sources. Each table is matched in its order, ignoring case.

// Words with other meanings as well. They match only as whole words, and only a random value after them is a secret.
const LIKELY = ['pass', 'pw', 'session', 'signature', 'key'];

const KINDS_OF_KEYS = [
  'api',
  'access',
  'private',
  'secret',
  'signing',
  'encryption',
  'master',
  'account',
  'shared',
  'licen[cs]e',
  'auth',
  'session',
  'service',
];

/** Words for password in these languages, and for key and token in English. */
const CERTAIN: Readonly<Record<string, readonly string[]>> = {
  English: [
    'pass(?:word|wort|wd|phrase|code|key)',
    'pwd',
    'secret',
    'token',
    'credential',
    `(?:${KINDS_OF_KEYS.join('|')})[ _-]?key`,
    'jwt',
    'otp',
  ],
  German: ['kennwort'], // `passwort` matches above
  French: ['mot de passe(?: incorrect)?', 'motdepasse'],
  Spanish: ['contrase(?:ñ|n\\u0303|n)a'], // composed, decomposed and without its accent
  Portuguese: ['senha'],
  Dutch: ['wachtwoord'],
  Polish: ['hasło', 'haslo'],
  'Czech and Slovak': ['heslo'],
  Swedish: ['lösenord'],
  Danish: ['adgangskode'],
  Norwegian: ['passord'],
  Finnish: ['salasana'],
  Hungarian: ['jelszó'],
  'Italian, Romanian and others': ['parol[ae]?'],
  Turkish: ['şifre'],
  Russian: ['пароль', 'пароля'],
  Chinese: ['密码', '密碼', '口令'],
  Japanese: ['パスワード'],
  Korean: ['비밀번호', '암호'],
  Arabic: ['كلمة المرور'],
  Hebrew: ['סיסמה'],
  Thai: ['รหัสผ่าน'],
  Greek: ['κωδικός'],
  Vietnamese: ['mật khẩu'],
};

const MORE = '(?:[ _-]?(?:hash|value|header|string))?';
// The end of the word, because a longer word has another meaning. Scripts without spaces have no such end.
const END = '(?![\\p{Script=Latin}\\p{Script=Cyrillic}])';

/** Finds words that a secret may follow in prose. Words with other meanings as well are in the group `likely`. */
export const WORD_FOR_SECRET = new RegExp(
  `(?:(?<!\\p{L})(?<likely>${LIKELY.join('|')})|${Object.values(CERTAIN).flat().join('|')})s?${MORE}${END}`,
  'giu',
);
