import type { Agent } from 'node:https';
import type { Agents } from '../network/connections.js';
import { proxyFor } from './environment-proxy.js';
import { tunnelAgent } from './tunnel.js';

/** How a request gets to its target, in axios's settings. Without `proxy: false` axios would look for a proxy itself. */
export type Route =
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
 * Finds the way to a target, and opens it where a proxy has to be asked first.
 *
 * @param agents - connect to the proxy
 * @throws ProxyError when a proxy is in the way
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
