// The user part of a URL: `https://user:password@host`, `redis://:password@host`, `https://token@host`. A password may contain a slash
// or an apostrophe; a port (`:8080/`) is not a password. Cloud tokens have up to 2,048 characters.
const USER_PART =
  /:\\{0,3}\/\\{0,3}\/(?:(?:[^\s"'<>/?#]|'(?=\w)){1,2048}@|[^\s"'<>:/?#@]{0,256}:(?!\d{1,5}(?:[/?#\s]|$))(?:[^\s"'<>]|'(?=\w)){1,256}@)/g;
// A host has at most 253 characters: anything longer is a user part without its end.
const CUT_USER_PART = /:\\{0,3}\/\\{0,3}\/[^\s"'<>/?#]{257,2048}/g;

// From the start of a URL to the next character that no URL contains. Without an `@` there is no user part, which is a fast check.
const ADDRESSES = /:\\{0,3}\/[^\s"<>]{1,65536}/g;

// `user:password@host:5432`, `user:password@tcp(host)`, without a scheme.
const BARE_USER_PART =
  /(?<![\w/:@.%+-])([\w.+%-]{1,128}:)(?!\d{1,5}@)[^\s"'<>/:@]{1,256}(?=@(?:[\w.-]{1,253}:\d{2,5}(?!\w)|(?:tcp|unix|udp)\())/g;

// Oracle: `user/password@host:1521`, `user/password@//host/service`, `jdbc:oracle:thin:user/password@…`.
const ORACLE_USER_PART =
  /(?<![\w/.@$#-])((?:jdbc:oracle:\w{1,8}:)?[\w$#]{1,128}\/)(?:"[^"\n]{1,256}"|[^\s/"'<>@]{1,256})(?=@(?:\/\/|\(|[\w.-]{1,253}:\d{2,5}(?!\w)))/g;

// `host:5432:database:user:password`, a line of `.pgpass`, but not the groups of an IPv6 address.
const PGPASS =
  /(?<![\w:.*-])((?![\da-f]{1,4}:)[\w.*-]{1,253}:(?:\d{2,5}|\*):[^:\s/]{1,128}:[^:\s/]{1,128}:)[^\s:]{4,256}(?![:\w])/gi;

// `/reset-password/…`, `/invite/…`: such a URL is itself the credential.
const PATH =
  /(\/[\w-]{0,32}(?:reset|verif|confirm|activat|invit|unsubscrib|magic|recover|password|token|impersonat)[\w-]{0,32}\/(?:[\w-]{1,32}\/)?)(?=[\w.~%=-]{0,63}\d)(?=[\w.~%=-]{0,63}[a-z])[\w.~%=-]{16,}/gi;
// `?code=…`: names that belong to secrets only in URLs.
const QUERY =
  /([?&](?:code|key|k|t|h|hash|ticket|assertion|nonce|hmac|sign|invite|saml\w{1,12}|\w{0,16}(?:challenge|verifier))=)(?=[\w.~%+-]{0,63}\d)(?=[\w.~%+-]{0,63}[a-z])[\w.~%=+/-]{12,}/gi;

/** Hides secrets in URLs and connection strings: users, passwords, tokens in paths and queries. */
export function hideUrlCredentials(text: string, replacement: string): string {
  const hidden = text.replace(ADDRESSES, (address) =>
    (address.includes('@') ? address.replace(USER_PART, `://${replacement}@`) : address).replace(
      CUT_USER_PART,
      `://${replacement}@`,
    ),
  );
  const withoutTokens = hidden
    .replace(PATH, `$1${replacement}`)
    .replace(QUERY, `$1${replacement}`)
    .replace(PGPASS, `$1${replacement}`);
  if (!withoutTokens.includes('@')) return withoutTokens;
  return withoutTokens.replace(BARE_USER_PART, `$1${replacement}`).replace(ORACLE_USER_PART, `$1${replacement}`);
}
