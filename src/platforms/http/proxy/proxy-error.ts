/** A proxy prevented the request. The message names the proxy but never its password. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
}
