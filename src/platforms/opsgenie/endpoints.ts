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

/** The URL for the status of an accepted request. */
export function requestStatusUrl(baseUrl: string, requestId: string): string {
  return `${alertsUrl(baseUrl)}/requests/${encode(requestId)}`;
}

function alertsUrl(baseUrl: string): string {
  return `${baseUrl.trim().replace(/\/+$/, '')}/v2/alerts`;
}

/** `encodeURIComponent` throws on half of a surrogate pair, which a cut text may end in. */
function encode(segment: string): string {
  return encodeURIComponent(segment.replace(/\p{Surrogate}/gu, '\uFFFD'));
}
