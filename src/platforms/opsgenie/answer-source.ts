import { answerText, type PlatformAnswer } from './platform-answer.js';

type AnswerHeaders = Readonly<Record<string, string>>;

/** The statuses that the platforms use (Opsgenie, "Response"), besides those of success and 5XX. 408 and 425 are anybody's. */
const STATUSES: ReadonlySet<number> = new Set([
  400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 415, 416, 422, 425, 428, 429,
]);

/** Whether an answer is the platform's word on a message. 202 is, whatever its body: what was accepted must never be sent again. */
export function isFromPlatform(status: number, answer: PlatformAnswer): boolean {
  if (status === 202) return true;
  if (!answer.isOfPlatform) return false;
  // Another success is one only if it names the request; a status page does not.
  if (status >= 200 && status < 300) return answer.requestId !== undefined;
  return STATUSES.has(status) || (status >= 500 && status !== 511);
}

/** Names what answered in the platform's place, and what to look at: "a redirect to https://login.example". */
export function describeSource(status: number, headers: AnswerHeaders, answer: PlatformAnswer): string {
  if (status === 407) return 'a proxy asks for a user and a password; check those in HTTPS_PROXY or HTTP_PROXY';
  const server = softwareOf(headers);
  const software = server === undefined ? '' : `, server: ${server}`;
  const advice = status >= 500 && status !== 511 ? '' : ': is `baseUrl` right?';
  return `${sourceOf(status, headers, answer)} answered, not the alert API${software}${advice}`;
}

function sourceOf(status: number, headers: AnswerHeaders, answer: PlatformAnswer): string {
  const text = answerText(answer);
  const server = softwareOf(headers) ?? '';
  if (status >= 300 && status < 400) return `a redirect${destination(headers['location'])}`;
  if (status === 511 || LOGIN.test(text)) return 'a login page';
  if (FIREWALL_SOFTWARE.test(server) || (status < 500 && FIREWALL.test(text))) return 'a web application firewall';
  if (PROXY_SOFTWARE.test(server) || PROXY.test(text)) return 'a proxy';
  switch (answer.form) {
    case 'page':
      return 'a web page';
    case 'empty':
      return 'an empty response';
    case 'json':
      return 'another API';
    case 'text':
      return 'an intermediary';
  }
}

/** The software that answered, where it names itself. */
function softwareOf(headers: AnswerHeaders): string | undefined {
  return headers['server'] ?? headers['via'];
}

const LOGIN = /\b(?:log ?in|sign ?in|single sign-on|captive portal)\b/i;
const FIREWALL = /\b(?:firewall|blocked|access denied|request rejected|security policy|captcha|attention required)\b/i;
const FIREWALL_SOFTWARE = /cloudflare|akamai|imperva|incapsula|sucuri|big-?ip|fortiweb|barracuda|modsecurity/i;
const PROXY = /\b(?:proxy|gateway|squid|zscaler)\b/i;
const PROXY_SOFTWARE = /squid|zscaler|bluecoat|forcepoint|envoy|haproxy|varnish|traefik|proxy/i;

/** Only where to: the rest of a redirect may hold tokens. */
function destination(location: string | undefined): string {
  if (location === undefined || !URL.canParse(location)) return '';
  const { protocol, host } = new URL(location);
  return ` to ${protocol}//${host}`;
}
