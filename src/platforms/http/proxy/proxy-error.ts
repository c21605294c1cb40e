/** Nothing was sent to the platform because of a proxy. The message names the proxy, and shows no password. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
}
