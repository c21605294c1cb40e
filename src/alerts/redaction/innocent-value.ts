// They say that there is no secret, which is what one wants to know at night.
const NO_SECRET = new Set(['null', 'undefined', 'true', 'false', 'none', 'yes', 'no']);
const LONGEST_NO_SECRET = 9;

// `refresh token: 401 Unauthorized`, `secret: ENOENT: no such file`, `token: expired`, `secret: AccessDeniedException: User is …`: a reason.
// Only the whole of a word is one: a password may begin like it. Names of errors are made of letters alone, most passwords are not; codes
// of the system are those that reading or fetching a secret meets with.
const REASON =
  /(?:[45]\d\d(?= [A-Z])|E(?:ACCES|ADDR[A-Z]{3,12}|AI_AGAIN|AUTH|BUSY|CONN[A-Z]{4,8}|EXIST|HOSTUNREACH|INVAL|ISDIR|MFILE|NETUNREACH|NOENT|NOSPC|NOTFOUND|PERM|PIPE|PROTO|ROFS|TIMEDOUT)|(?:[A-Z][A-Za-z]{0,80})?(?:Error|Exception)|(?:[Cc]ast(?= to )|Path(?= `)|[Vv]alidat(?:or|ion)|[Ee]xpected|Too(?= (?:small|big))|[Nn]o|[Nn]ot|[Ee]xpired|[Ii]nvalid|[Mm]issing|[Mm]alformed|[Ff]ailed|[Ff]ailure|[Tt]imeout|[Tt]imed|[Mm]ust|[Ss]hould|[Rr]equired|[Rr]ejected|[Rr]evoked|[Rr]efused|[Dd]enied|[Uu]nknown|[Uu]nexpected|[Uu]nauthorized|[Cc]annot|[Cc]ould))[.:;,]?(?=\s|$)/y;

// What databases' errors quote: `WHERE password = $1`.
const PLACEHOLDER = /(?:\$\d{1,4}|\?|ANY\(\$\d{1,4}\))(?=[\s,;)"'`\\]|$)/iy;

// `pass=10 fail=2`, as test runners count. In an address (`?pass=10`) it is a password.
const COUNT = /\d{1,9}(?=[\s,;)]|$)/y;

/** Whether a value says that there is no secret. */
export function saysNothing(text: string, start: number, end: number): boolean {
  return end - start <= LONGEST_NO_SECRET && NO_SECRET.has(text.slice(start, end).toLowerCase());
}

/** Whether what stands at `start`, after a secret's name in prose, is the reason why something is wrong with the secret. */
export function isReason(text: string, start: number): boolean {
  return fits(REASON, text, start);
}

/** Whether a placeholder of SQL stands at `start`, whose value is elsewhere. */
export function isPlaceholder(text: string, start: number): boolean {
  return fits(PLACEHOLDER, text, start);
}

/** Whether `name` is the one that also counts what passed, and a plain number stands at `start`. */
export function isCount(name: string | undefined, before: string, text: string, start: number): boolean {
  return name?.toLowerCase() === 'pass' && !/[?&]/.test(before) && fits(COUNT, text, start);
}

function fits(form: RegExp, text: string, start: number): boolean {
  form.lastIndex = start;
  return form.test(text);
}
