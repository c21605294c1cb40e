import type { Message } from '../../alerts/message.js';

const ACTION_PATHS = { close: 'close', acknowledge: 'acknowledge', note: 'notes' } as const;

/**
 * The URL to which a message is posted; the same on all platforms.
 *
 * @param baseUrl - the URL before `/v2/alerts`. Its path is kept, which `new URL(path, base)` would lose.
 * @example `https://api.opsgenie.com/v2/alerts/GET%20%2Forders%2F%3Aid/close?identifierType=alias`
 */
export function messageUrl(baseUrl: string, message: Message): string {
  const alerts = alertsUrl(baseUrl);
  if (message.type === 'create') return alerts;
  return `${alerts}/${encode(message.alias)}/${ACTION_PATHS[message.type]}?identifierType=alias`;
}

/** The URL of the latest alert with an alias. */
export function alertUrl(baseUrl: string, alias: string): string {
  return `${alertsUrl(baseUrl)}/${encode(alias)}?identifierType=alias`;
}

/** The URL for the status of an accepted request. */
export function requestStatusUrl(baseUrl: string, requestId: string): string {
  return `${alertsUrl(baseUrl)}/requests/${encode(requestId)}`;
}

/** The URL of all heartbeats of Opsgenie. */
export function heartbeatsUrl(baseUrl: string): string {
  return `${apiUrl(baseUrl)}/heartbeats`;
}

/** The URL of a heartbeat of Opsgenie. */
export function heartbeatUrl(baseUrl: string, name: string): string {
  return `${heartbeatsUrl(baseUrl)}/${encode(name)}`;
}

/** The URL that pings a heartbeat of Opsgenie. */
export function pingUrl(baseUrl: string, name: string): string {
  return `${heartbeatUrl(baseUrl, name)}/ping`;
}

/** The integration events of Jira Service Management, which stand beside its other API. */
const INTEGRATION = /\/jsm\/ops\/integration$/;

/** The URL that pings a heartbeat of a team of Jira Service Management. @param baseUrl - that of the alerts */
export function jsmPingUrl(
  baseUrl: string,
  { cloudId, teamId }: { readonly cloudId: string; readonly teamId: string },
  name: string,
): string {
  const site = `${withoutSlash(baseUrl).replace(INTEGRATION, '')}/jsm/ops/api/${encode(cloudId.trim())}`;
  return `${site}/v1/teams/${encode(teamId.trim())}/heartbeats/ping?name=${encode(name)}`;
}

function alertsUrl(baseUrl: string): string {
  return `${apiUrl(baseUrl)}/alerts`;
}

function apiUrl(baseUrl: string): string {
  return `${withoutSlash(baseUrl)}/v2`;
}

function withoutSlash(baseUrl: string): string {
  return baseUrl.trim().replace(/\/+$/, '');
}

/** `encodeURIComponent` throws on half of a surrogate pair, which a cut text may end in. */
function encode(segment: string): string {
  return encodeURIComponent(segment.replace(/\p{Surrogate}/gu, '\uFFFD'));
}
