import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';

/** The longest configuration file that is read, in characters. */
const LONGEST_FILE = 256 * 1_024;

/**
 * The addresses of a host that need no DNS: it is an address, this machine, or in the hosts file.
 *
 * @param hostname - an IPv6 address without brackets
 * @param hosts - the text of the hosts file
 */
export function ownAddresses(hostname: string, hosts: string = hostsFile()): readonly string[] {
  if (isIP(hostname) !== 0) return [hostname];
  const name = hostname.toLowerCase();
  const found = lines(hosts).flatMap(([address, ...names]) =>
    address !== undefined && isIP(address) !== 0 && names.some((one) => one.toLowerCase() === name) ? [address] : [],
  );
  if (found.length > 0) return [...new Set(found)];
  // RFC 6761: names of this machine are never sent to a name server.
  return name === 'localhost' || name.endsWith('.localhost') ? ['127.0.0.1', '::1'] : [];
}

/**
 * The full names that a host name may stand for, in the order of DNS queries: in a cluster, a short name is extended by the search
 * domains of `resolv.conf`.
 *
 * @param resolvConf - the text of `/etc/resolv.conf`
 */
export function fullNames(hostname: string, resolvConf: string = read('/etc/resolv.conf')): readonly string[] {
  if (hostname.endsWith('.')) return [hostname.slice(0, -1)];
  let domains: readonly string[] = [];
  for (const [keyword, ...values] of lines(resolvConf)) {
    // The last one counts (resolv.conf(5)).
    if (keyword === 'search' || keyword === 'domain') domains = values;
  }
  const searched = domains.map((domain) => `${hostname}.${domain.replace(/\.$/, '')}`);
  return hostname.includes('.') ? [hostname, ...searched] : [...searched, hostname];
}

function hostsFile(): string {
  const { SystemRoot } = process.env;
  return read(SystemRoot === undefined ? '/etc/hosts' : join(SystemRoot, 'System32', 'drivers', 'etc', 'hosts'));
}

function lines(text: string): readonly string[][] {
  return text.split('\n').map((line) =>
    line
      .replace(/[#;].*/, '')
      .trim()
      .split(/\s+/),
  );
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8').slice(0, LONGEST_FILE);
  } catch {
    return '';
  }
}
