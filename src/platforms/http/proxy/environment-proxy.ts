import { bypassesProxy } from './no-proxy.js';
import { ProxyError } from './proxy-error.js';

/** A proxy configured by an environment variable. */
export interface Proxy {
  /** The variable: `HTTPS_PROXY`. */
  readonly variable: string;
  /** The protocol spoken with the proxy itself. */
  readonly protocol: 'http:' | 'https:';
  /** Without the brackets of an IPv6 address. */
  readonly hostname: string;
  readonly port: number;
  /** Decoded; `undefined` when the address has no user. */
  readonly credentials: { readonly username: string; readonly password: string } | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for a request, from the variables that curl, Go and Python also use: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and
 * `NO_PROXY`, lower case first. Replaces axios's own look-up, which sends credentials still encoded, uses TLS for a proxy without a
 * scheme, and mistakes the proxy's refusal for a response of the platform.
 *
 * @returns `undefined` for a direct connection
 * @throws ProxyError if the variable contains no usable address
 */
export function proxyFor(target: URL, environment: Environment = process.env): Proxy | undefined {
  const found = firstSet(environment, `${target.protocol.slice(0, -1)}_proxy`) ?? firstSet(environment, 'all_proxy');
  if (found === undefined) return undefined;
  if (bypassesProxy(target, firstSet(environment, 'no_proxy')?.value ?? '')) return undefined;
  const { variable } = found;
  // As in curl: without a scheme it is plain HTTP, even for an HTTPS target.
  const address = found.value.includes('://') ? found.value : `http://${found.value}`;
  if (!URL.canParse(address)) {
    throw new ProxyError(
      `${variable} is not a valid address. Use the form http://user:password@host:port, with special characters in the user and ` +
        'the password percent-encoded',
    );
  }
  const { protocol, hostname, port, username, password } = new URL(address);
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new ProxyError(
      `${variable} names a proxy of the type ${protocol.slice(0, 20)}//, which is not supported. Use http:// or https://`,
    );
  }
  return {
    variable,
    protocol,
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
    credentials:
      username === '' && password === '' ? undefined : { username: decode(username), password: decode(password) },
  };
}

/** The headers that authenticate with the proxy, for the proxy only; none if the address has no user. */
export function proxyHeaders({ credentials }: Proxy): Readonly<Record<string, string>> {
  if (credentials === undefined) return {};
  const { username, password } = credentials;
  return { 'proxy-authorization': `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}

/** The proxy in words: `the proxy 10.0.0.1:3128 (HTTPS_PROXY)`. */
export function describeProxy({ hostname, port, variable }: Proxy): string {
  return `the proxy ${hostname.includes(':') ? `[${hostname}]` : hostname}:${port} (${variable})`;
}

function firstSet(
  environment: Environment,
  name: string,
): { readonly variable: string; readonly value: string } | undefined {
  for (const variable of [name, name.toUpperCase()]) {
    const value = environment[variable]?.trim();
    if (value !== undefined && value !== '') return { variable, value };
  }
  return undefined;
}

/** A percent sign that is not part of an encoding is literal. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
