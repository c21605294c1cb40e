import { request as requestPlain, STATUS_CODES } from 'node:http';
import { Agent, globalAgent, request as requestSecure, type RequestOptions } from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Agents } from '../network/connections.js';
import { describeProxy, proxyHeaders, type Proxy } from './environment-proxy.js';
import { ProxyError } from './proxy-error.js';

/**
 * An agent for one request through a proxy: it opens a tunnel (`CONNECT`) and speaks TLS with the target through it. The proxy sees
 * neither the key nor the alert.
 *
 * @param agents - connect to the proxy
 * @param signal - aborts the tunnel and the request
 * @throws ProxyError if the proxy refuses or is unreachable
 */
export async function tunnelAgent(proxy: Proxy, target: URL, agents: Agents, signal: AbortSignal): Promise<Agent> {
  return new TunnelAgent(await openTunnel(proxy, target, agents, signal));
}

/** Speaks TLS through an open connection. */
class TunnelAgent extends Agent {
  readonly #tunnel: Duplex;

  constructor(tunnel: Duplex) {
    // Process-wide TLS settings, such as certificates, apply here. Node must not look for another proxy.
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
    // Otherwise Node would check the certificate for the name in the `Host` header, which is the target's.
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
      // No agent manages the connection from here on, so nothing else listens for its errors until TLS is established.
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
