import { answerText, type PlatformAnswer } from './platform-answer.js';

type AnswerHeaders = Readonly<Record<string, string>>;

/** The statuses that the platforms use (Opsgenie, "Response") in addition to success and 5XX. Not 408 and 425: any server sends them. */
const STATUSES: ReadonlySet<number> = new Set([
  400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 415, 416, 422, 425, 428, 429,
]);

/** Whether a response comes from the platform. A 202 does, whatever its body: an accepted message must never be resent. */
export function isFromPlatform(status: number, answer: PlatformAnswer): boolean {
  if (status === 202) return true;
  if (!answer.isOfPlatform) return false;
  // Other success statuses count only with a request id, which a status page lacks.
  if (status >= 200 && status < 300) return answer.requestId !== undefined;
  return STATUSES.has(status) || (status >= 500 && status !== 511);
}

/** Names what responded instead of the platform, and what to check: "a redirect to https://login.example". */
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

/** The responding software, if it names itself. */
function softwareOf(headers: AnswerHeaders): string | undefined {
  return headers['server'] ?? headers['via'];
}

const LOGIN = /\b(?:log ?in|sign ?in|single sign-on|captive portal)\b/i;
const FIREWALL = /\b(?:firewall|blocked|access denied|request rejected|security policy|captcha|attention required)\b/i;
const FIREWALL_SOFTWARE = /cloudflare|akamai|imperva|incapsula|sucuri|big-?ip|fortiweb|barracuda|modsecurity/i;
const PROXY = /\b(?:proxy|gateway|squid|zscaler)\b/i;
const PROXY_SOFTWARE = /squid|zscaler|bluecoat|forcepoint|envoy|haproxy|varnish|traefik|proxy/i;

/** Only the origin: the rest of a redirect may contain tokens. */
function destination(location: string | undefined): string {
  if (location === undefined || !URL.canParse(location)) return '';
  const { protocol, host } = new URL(location);
  return ` to ${protocol}//${host}`;
}
