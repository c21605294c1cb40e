/** Reasons for which there was no answer, as Node words them, and what to do. The first match is used. */
const ADVICE: readonly (readonly [reason: RegExp, advice: (address: string) => string])[] = [
  // The reason ends in its own advice, if there is any.
  [/\bproxy\b/i, () => 'Check the proxy, or exclude the platform from it with NO_PROXY.'],
  [
    /certificate|altname|self.signed|\bCERT_|\bUNABLE_TO/i,
    () => 'A proxy that inspects TLS may be in the way: give Node its certificate with NODE_EXTRA_CA_CERTS.',
  ],
  [
    /ENOTFOUND|EAI_AGAIN/,
    () => 'The name cannot be resolved: check DNS and `baseUrl`, or set HTTPS_PROXY if this network needs a proxy.',
  ],
  [
    /no answer within|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH/,
    (address) =>
      `A firewall may drop the packets: allow requests to ${address}, or set HTTPS_PROXY if this network needs a proxy.`,
  ],
  [/ECONNREFUSED/, () => 'Nothing listens there: check `baseUrl` and the firewall.'],
];

/** What to do if the platform could not be reached. */
export function unreachableAdvice(reason: string, address: string): string {
  const found = ADVICE.find(([form]) => form.test(reason));
  return found === undefined ? 'Check the network and `baseUrl`.' : found[1](address);
}
