// Secrets in command lines after an option whose name does not reveal them: `-p…` is a password for mysql and a port for ssh.
const WORD = String.raw`(?:\\{0,8}"[^"\n]*(?:"|$)|'[^'\n]*(?:'|$)|[^\s"'|;&]+)`;
const REST = String.raw`(?![\w-])[^\n|;&]{0,256}?\s`;

function command(before: string): RegExp {
  return new RegExp(`((?<![\\w-])${before})${WORD}`, 'g');
}

const COMMANDS: readonly RegExp[] = [
  command(`(?:mysql\\w{0,16}|mariadb[\\w-]{0,16}|7za?|rar)${REST}-p(?![\\s=]|assword|rotocol|lugin|ort)`),
  command(
    `(?:sshpass|(?:docker|podman|buildah|oras|az|helm registry|skopeo) login|mongo\\w{0,16}|cqlsh|clickhouse-client)${REST}(?:-p|-pw)[ \\t=]{1,4}`,
  ),
  command(`(?:redis-cli|valkey-cli)${REST}-a[ \\t=]{1,4}`),
  command(`(?:sqlcmd|bcp|mosquitto_[a-z]{2,6}|ipmitool|zip|unzip)${REST}-P[ \\t]{0,4}`),
  command(`(?:ldap[a-z]{3,8})${REST}-w[ \\t]{1,4}`),
  command(`snmp[a-z]{3,10}${REST}-[cAX][ \\t]{1,4}`),
  command(`(?:smbclient|rpcclient|curl|wget|lftp|ncftp)${REST}(?:-U|-u|--user)[ \\t=]{1,4}["']?[^\\s"',%:]{1,128}[,%]`),
  command(`(?:sqlplus|expdp|impdp|rman target)(?: -[\\w]{1,8}){0,4} {1,4}[^\\s/"']{1,128}/`),
  command(`htpasswd${REST}-\\w{0,6}b\\w{0,6} {1,4}\\S{1,256} {1,4}\\S{1,128} {1,4}`),
  command(`rabbitmqctl(?: -\\S{1,64}){0,4} (?:add_user|change_password|authenticate_user) {1,4}\\S{1,128} {1,4}`),
  command(`net user {1,4}[^\\s/]{1,128} {1,4}(?!/)`),
  command(
    `(?:vault login|npm config set \\S{1,128}:?_authToken|aws configure set \\S{1,64}|gh secret set \\S{1,64} (?:-b|--body)) {1,4}(?!-)`,
  ),
  command(
    `(?:ENV|ARG|setenv|setx) {1,4}\\w{0,64}(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY)\\w{0,16} {1,4}`,
  ),
  command(`ConvertTo-SecureString {1,4}(?:-String {1,4})?`),
  command(`-pass(?:in|out)? {1,4}(?:pass|env|file):`),
  command(`AUTH (?:PLAIN |LOGIN |XOAUTH2 |CRAM-MD5 |default )`),
  command(`login {1,4}\\S{1,128}\\s{1,8}password {1,4}`),
  command(
    `echo {1,4}(?:-n {1,4})?(?=[^\\n|]{1,256}\\| {0,4}(?:sudo|docker|podman|passwd|chpasswd|gh|vault|kinit|cryptsetup))`,
  ),
];

/** Hides passwords in command lines, container configuration, and the login lines of mail and database protocols. */
export function hideInCommands(text: string, replacement: string): string {
  return COMMANDS.reduce((rest, form) => rest.replace(form, `$1${replacement}`), text);
}
