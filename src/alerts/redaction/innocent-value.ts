// Values that mean "no secret is set"; worth seeing in an alert.
const NO_SECRET = new Set(['null', 'undefined', 'true', 'false', 'none', 'yes', 'no']);
const LONGEST_NO_SECRET = 9;

// Reasons: `refresh token: 401 Unauthorized`, `secret: ENOENT: no such file`, `token: expired`, `secret: AccessDeniedException: User is …`.
// Only whole words match, because a password may begin with the same letters. Error names contain only letters, unlike most passwords; the
// system's error codes are those of reading or fetching a secret.
const REASON =
  /(?:[45]\d\d(?= [A-Z])|E(?:ACCES|ADDR[A-Z]{3,12}|AI_AGAIN|AUTH|BUSY|CONN[A-Z]{4,8}|EXIST|HOSTUNREACH|INVAL|ISDIR|MFILE|NETUNREACH|NOENT|NOSPC|NOTFOUND|PERM|PIPE|PROTO|ROFS|TIMEDOUT)|(?:[A-Z][A-Za-z]{0,80})?(?:Error|Exception)|(?:[Cc]ast(?= to )|Path(?= `)|[Vv]alidat(?:or|ion)|[Ee]xpected|Too(?= (?:small|big))|[Nn]o|[Nn]ot|[Ee]xpired|[Ii]nvalid|[Mm]issing|[Mm]alformed|[Ff]ailed|[Ff]ailure|[Tt]imeout|[Tt]imed|[Mm]ust|[Ss]hould|[Rr]equired|[Rr]ejected|[Rr]evoked|[Rr]efused|[Dd]enied|[Uu]nknown|[Uu]nexpected|[Uu]nauthorized|[Cc]annot|[Cc]ould))[.:;,]?(?=\s|$)/y;

// Placeholders in database errors: `WHERE password = $1`.
const PLACEHOLDER = /(?:\$\d{1,4}|\?|ANY\(\$\d{1,4}\))(?=[\s,;)"'`\\]|$)/iy;

// `pass=10 fail=2`, the counts of a test runner. In a URL (`?pass=10`) it is a password.
const COUNT = /\d{1,9}(?=[\s,;)]|$)/y;

/** Whether a value means that no secret is set. */
export function saysNothing(text: string, start: number, end: number): boolean {
  return end - start <= LONGEST_NO_SECRET && NO_SECRET.has(text.slice(start, end).toLowerCase());
}

/** Whether the text at `start`, after the name of a secret in prose, is the reason for an error with the secret. */
export function isReason(text: string, start: number): boolean {
  return fits(REASON, text, start);
}

/** Whether an SQL placeholder is at `start`; its value is elsewhere. */
export function isPlaceholder(text: string, start: number): boolean {
  return fits(PLACEHOLDER, text, start);
}

/** Whether `name` is `pass` and a plain number at `start` counts passed tests. */
export function isCount(name: string | undefined, before: string, text: string, start: number): boolean {
  return name?.toLowerCase() === 'pass' && !/[?&]/.test(before) && fits(COUNT, text, start);
}

function fits(form: RegExp, text: string, start: number): boolean {
  form.lastIndex = start;
  return form.test(text);
}
