import type { Agent } from 'node:https';
import type { Agents } from '../network/connections.js';
import { proxyFor } from './environment-proxy.js';
import { tunnelAgent } from './tunnel.js';

/** How a request reaches its target, as axios settings. Without `proxy: false`, axios would look for a proxy itself. */
type Route =
  | { readonly proxy: false; readonly httpsAgent?: Agent }
  | {
      readonly proxy: {
        readonly protocol: string;
        readonly host: string;
        readonly port: number;
        readonly auth?: { readonly username: string; readonly password: string };
      };
    };

/**
 * Finds the route to a target and opens the tunnel if a proxy is in between.
 *
 * @param agents - connect to the proxy
 * @throws ProxyError if the proxy fails or refuses
 */
export async function routeTo(url: string, agents: Agents, signal: AbortSignal): Promise<Route> {
  const target = new URL(url);
  const proxy = proxyFor(target);
  if (proxy === undefined) return { proxy: false };
  if (target.protocol === 'https:')
    return { proxy: false, httpsAgent: await tunnelAgent(proxy, target, agents, signal) };
  const { protocol, hostname: host, port, credentials } = proxy;
  return { proxy: { protocol, host, port, ...(credentials === undefined ? {} : { auth: credentials }) } };
}
