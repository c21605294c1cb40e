import { request as requestPlain, STATUS_CODES } from 'node:http';
import { Agent, globalAgent, request as requestSecure, type RequestOptions } from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Agents } from '../network/connections.js';
import { describeProxy, proxyHeaders, type Proxy } from './environment-proxy.js';
import { ProxyError } from './proxy-error.js';

/**
 * An agent for one request through a proxy: it has asked the proxy for a way to the target (`CONNECT`), through which TLS is spoken with
 * the target itself. The proxy sees neither the key nor the alert.
 *
 * @param agents - connect to the proxy
 * @param signal - breaks everything off
 * @throws ProxyError when the proxy refuses or cannot be reached
 */
export async function tunnelAgent(proxy: Proxy, target: URL, agents: Agents, signal: AbortSignal): Promise<Agent> {
  return new TunnelAgent(await openTunnel(proxy, target, agents, signal));
}

/** Speaks TLS through a connection that is open already. */
class TunnelAgent extends Agent {
  readonly #tunnel: Duplex;

  constructor(tunnel: Duplex) {
    // What holds for every TLS connection of the process holds here: certificates, for one. Node must not look for a proxy once more.
    super(Object.assign({}, globalAgent.options, { keepAlive: false, proxyEnv: undefined }));
    this.#tunnel = tunnel;
  }

  override createConnection(
    options: Parameters<Agent['createConnection']>[0],
    callback?: Parameters<Agent['createConnection']>[1],
  ): Duplex | null | undefined {
    return super.createConnection(Object.assign({}, options, { socket: this.#tunnel }), callback);
  }
}

function openTunnel(proxy: Proxy, target: URL, agents: Agents, signal: AbortSignal): Promise<Duplex> {
  const place = `${target.hostname}:${target.port === '' ? 443 : target.port}`;
  const options: RequestOptions = {
    host: proxy.hostname,
    port: proxy.port,
    // Node would take the name for the certificate from the `Host` header, which names the target.
    servername: isIP(proxy.hostname) === 0 ? proxy.hostname : '',
    method: 'CONNECT',
    path: place,
    headers: { host: place, ...proxyHeaders(proxy) },
    agent: proxy.protocol === 'https:' ? agents.httpsAgent : agents.httpAgent,
    signal,
  };
  return new Promise((resolve, reject) => {
    const request = proxy.protocol === 'https:' ? requestSecure(options) : requestPlain(options);
    request.once('connect', ({ statusCode = 0 }, socket, head) => {
      // From here on no agent knows the connection, so nothing else listens to it until TLS is spoken through it.
      socket.on('error', () => undefined);
      signal.addEventListener('abort', () => void socket.destroy(), { once: true });
      if (statusCode >= 200 && statusCode < 300) {
        if (head.length > 0) socket.unshift(head);
        return resolve(socket);
      }
      socket.destroy();
      reject(new ProxyError(refusal(proxy, place, statusCode)));
    });
    request.on('error', (error) => {
      const trouble = signal.aborted ? 'does not open the connection' : `cannot be used: ${error.message}`;
      reject(new ProxyError(`${describeProxy(proxy)} ${trouble}`));
    });
    request.end();
  });
}

function refusal(proxy: Proxy, place: string, status: number): string {
  const answer =
    `${describeProxy(proxy)} refuses the connection to ${place} with ${status} ${STATUS_CODES[status] ?? ''}`.trim();
  if (status === 407) return `${answer}: check the user and the password in ${proxy.variable}`;
  return status === 403 || status === 405 ? `${answer}: allow this address there, or add it to NO_PROXY` : answer;
}
