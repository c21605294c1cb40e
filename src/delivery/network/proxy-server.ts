import { BlockList, isIP } from 'node:net';

/** The proxy that a request goes through. */
export interface ProxyServer {
  readonly protocol: 'http:' | 'https:';
  /** IPv6 addresses without their brackets. */
  readonly hostname: string;
  readonly port: number;
  /** The value of `Proxy-Authorization`, if the proxy wants one. */
  readonly authorization: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for requests to this address, by the environment: `HTTPS_PROXY` or `HTTP_PROXY`, else `ALL_PROXY`, unless `NO_PROXY`
 * names the host. Names in lower case win, as in curl. A proxy without a scheme is one that speaks plain HTTP.
 *
 * @throws Error when the setting is not the address of an HTTP proxy; the message names the variable and not the value, which may
 * hold a password
 */
export function proxyFor(url: string, environment: Environment = process.env): ProxyServer | undefined {
  const target = new URL(url);
  const names = [`${target.protocol.slice(0, -1)}_proxy`, 'all_proxy'].flatMap((name) => [name, name.toUpperCase()]);
  const variable = names.find((name) => (environment[name] ?? '').trim() !== '');
  const setting = variable === undefined ? undefined : environment[variable]?.trim();
  if (variable === undefined || setting === undefined || isExempt(target, environment)) return undefined;
  const proxy = parse(setting.includes('://') ? setting : `http://${setting}`);
  if (proxy === undefined) {
    throw new Error(`${variable} is not the address of an HTTP proxy, like http://proxy.example.com:3128.`);
  }
  return proxy;
}

function parse(address: string): ProxyServer | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname, port, username, password } = new URL(address);
  if (protocol !== 'http:' && protocol !== 'https:') return undefined;
  const credentials = `${decoded(username)}:${decoded(password)}`;
  return {
    protocol,
    hostname: bare(hostname),
    port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
    authorization: credentials === ':' ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`,
  };
}

/** A password may hold a per cent sign that encodes nothing. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isExempt({ protocol, hostname, port }: URL, environment: Environment): boolean {
  const exempt = (environment['no_proxy'] || environment['NO_PROXY'] || '').toLowerCase();
  const host = bare(hostname);
  const hostPort = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  return exempt.split(/[\s,]+/).some((entry) => {
    if (entry === '' || entry === '*' || isInSubnet(host, entry)) return entry !== '';
    const [, name = entry, onlyPort = hostPort] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? [];
    return onlyPort === hostPort && matches(host, bare(name));
  });
}

function matches(host: string, entry: string): boolean {
  const suffix = entry.replace(/^\*/, '');
  if (suffix.startsWith('.')) return host.endsWith(suffix) || host === suffix.slice(1);
  return host === suffix || (isLoopback(host) && isLoopback(suffix));
}

function isInSubnet(host: string, entry: string): boolean {
  const [base = '', prefix] = entry.split('/');
  const family = isIP(base);
  if (prefix === undefined || family === 0 || family !== isIP(host)) return false;
  const type = family === 6 ? 'ipv6' : 'ipv4';
  try {
    const subnet = new BlockList();
    subnet.addSubnet(base, Number(prefix), type);
    return subnet.check(host, type);
  } catch {
    // No such subnet.
    return false;
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
