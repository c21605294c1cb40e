import { PLATFORMS } from './alert-platforms.js';

/** The path that clients append themselves. People copy it from tools that require it. */
const API_PATH = /(?<!\/)\/+v\d+(?:\/+(?:alerts|heartbeats)(?:\/.*)?)?$|(?<!\/)\/+alerts$/i;

const LOCAL_HOSTS: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** Browser URLs of the platforms and the matching API URLs. */
const WEB_ADDRESSES: readonly (readonly [host: RegExp, baseUrl: string])[] = [
  [/^(?:.+\.)?app\.eu\.opsgenie\.com$/, PLATFORMS['opsgenie-eu'].baseUrl],
  [/^(?:.+\.)?app\.opsgenie\.com$/, PLATFORMS.opsgenie.baseUrl],
  [/\.atlassian\.net$/, PLATFORMS.jsm.baseUrl],
  [/^api\.atlassian\.com$/, PLATFORMS.jsm.baseUrl],
];

/** Returns what is wrong with a base URL, and the right value if known; never shows credentials. */
export function complainAboutBaseUrl(value: unknown): string | undefined {
  const demand = 'must be an address like https://api.opsgenie.com, without credentials, query or fragment';
  if (typeof value !== 'string' || value.trim() === '') return demand;
  const given = value.trim();
  const hasScheme = /^[a-z][\w+.-]*:\/\//i.test(given);
  const isLocal = /^(?:localhost|127\.|\[::1\])/i.test(given);
  const address = hasScheme ? given : `${isLocal ? 'http' : 'https'}://${given}`;
  if (!URL.canParse(address) || !(hasScheme || isLocal || given.includes('.'))) return demand;
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return demand;
  const path = url.pathname.replace(/\/+$/, '');
  const own = `${url.protocol}//${url.host}${path}`;
  const right = WEB_ADDRESSES.find(([host]) => host.test(url.hostname))?.[1] ?? own.replace(API_PATH, '');
  const isPlain = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (hasScheme && isPlain && own === right) return undefined;
  return API_PATH.test(path) ? `must end before '/v2/alerts': use '${right}'` : `${demand}: use '${right}'`;
}

/** Whether a valid base URL is one of this machine: what answers there is a sandbox, and pages no one. */
export function isLocalAddress(baseUrl: string): boolean {
  return LOCAL_HOSTS.includes(new URL(baseUrl).hostname);
}
