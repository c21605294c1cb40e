import { hex, letters, type TokenForm } from './token-form.js';

/** Stored password hashes, which can be cracked, and signed cookies, which grant access. */
export const STORED_PASSWORDS: readonly TokenForm[] = [
  {
    name: 'crypt hash',
    pattern:
      /\$(?:1|2[abxy]?|5|6|7|g?y|apr1|[PHS]|sha1|md5|argon2[id]{1,2}|pbkdf2[\w-]{0,16}|scrypt|bcrypt[\w-]{0,16})\$[\w./=,+$-]{8,}/,
    example: `$6$salt$${letters(86)}`,
    source: 'https://manpages.debian.org/bookworm/libcrypt-dev/crypt.5.en.html',
  },
  {
    name: 'hash with a spelled-out method',
    pattern: /(?:pbkdf2|scrypt|bcrypt|argon2|sha\d{1,3}|md5)[\w:.-]{0,48}\$[\w./=,+$-]{8,}/,
    example: `scrypt:32768:8:1$salt$${letters(64)}`,
    source: 'https://werkzeug.palletsprojects.com/en/stable/utils/#module-werkzeug.security',
  },
  {
    name: 'LDAP userPassword',
    pattern: /\{(?:S?SHA\d{0,3}|S?MD5|CRYPT|PBKDF2[\w-]{0,16}|ARGON2)\}[\w./=+$-]{8,}/,
    example: `{SSHA}${letters(32)}`,
    source: 'https://www.openldap.org/doc/admin26/security.html',
  },
  {
    name: 'PostgreSQL verifier',
    pattern: /SCRAM-SHA-\d{1,3}\$\d{1,9}:[\w+/=$:]{8,}|md5[\da-f]{32}(?![\da-f])/,
    example: `SCRAM-SHA-256$4096:${letters(22)}==$${letters(43)}=:${letters(43)}=`,
    source: 'https://www.postgresql.org/docs/current/catalog-pg-authid.html',
  },
  {
    name: 'MySQL native password',
    pattern: /\*[\dA-F]{40}(?![\dA-F])/,
    example: `*${hex(40).toUpperCase()}`,
    source: 'https://dev.mysql.com/doc/refman/8.0/en/native-pluggable-authentication.html',
  },
  {
    name: 'Windows hash',
    pattern: /[\da-fA-F]{32}:[\da-fA-F]{32}(?![\da-fA-F])/,
    example: `${hex(32)}:${hex(32)}`,
    source: 'https://learn.microsoft.com/windows-server/security/kerberos/passwords-technical-overview',
  },
  {
    name: 'signed cookie',
    pattern: /s:(?=[\w-]{0,63}\d)[\w-]{8,}\.[\w+/=-]{16,}/,
    example: `s:${letters(32)}.${letters(43)}`,
    source: 'https://github.com/expressjs/session#readme',
  },
];
