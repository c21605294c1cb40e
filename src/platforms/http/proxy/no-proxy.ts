import { BlockList, isIP } from 'node:net';

const LOOPBACK = /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1)$/;

/**
 * Whether `NO_PROXY` exempts a request: `*` for all; else a list, separated by commas or spaces, of hosts (`corp.example`, which includes
 * everything below it, as do `.corp.example` and `*.corp.example`), addresses (`10.0.0.1`, `[::1]`) and networks (`10.0.0.0/8`), each
 * with or without a port. All names of this machine are equivalent.
 */
export function bypassesProxy(target: URL, list: string): boolean {
  const host = bare(target.hostname);
  const port = target.port === '' ? (target.protocol === 'https:' ? '443' : '80') : target.port;
  return list.split(/[\s,]+/).some((entry) => entry !== '' && exempts(entry.toLowerCase(), host, port));
}

function exempts(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return isInNetwork(host, entry);
  const { name, onlyPort } = splitPort(entry);
  if (onlyPort !== undefined && onlyPort !== port) return false;
  const exempted = bare(name).replace(/^\*?\./, '');
  if (exempted === '') return false;
  return host === exempted || host.endsWith(`.${exempted}`) || (LOOPBACK.test(host) && LOOPBACK.test(exempted));
}

function splitPort(entry: string): { readonly name: string; readonly onlyPort?: string | undefined } {
  // The colons of a bare IPv6 address separate no port.
  if (isIP(entry) === 6) return { name: entry };
  const [, name = entry, onlyPort] = /^(.*?)(?::(\d{1,5}))?$/.exec(entry) ?? [];
  return { name, onlyPort };
}

function isInNetwork(host: string, entry: string): boolean {
  const [address = '', prefix = ''] = entry.split('/');
  const network = bare(address);
  const [family, bits] = isIP(network) === 6 ? (['ipv6', 128] as const) : (['ipv4', 32] as const);
  const isNetwork = isIP(network) !== 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= bits;
  if (!isNetwork || isIP(host) !== isIP(network)) return false;
  const networks = new BlockList();
  networks.addSubnet(network, Number(prefix), family);
  return networks.check(host, family);
}

/** Without brackets, and without the dot at the end of a full name. */
function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}
