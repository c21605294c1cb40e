import type { AlertPlatform } from '../../platforms/opsgenie/alert-platforms.js';
import { isBase } from './base-path.js';
import type { Endpoint } from './endpoint.js';
import * as heartbeat from './heartbeat-endpoints.js';
import * as read from './read-endpoints.js';
import * as write from './write-endpoints.js';

type Route = readonly [method: string, path: string, endpoint: Endpoint];

/** All endpoints of Opsgenie. The first match is used, so fixed words come before `:identifier`. */
const OPSGENIE: readonly Route[] = [
  ['POST', 'alerts', write.createAlert],
  ['GET', 'alerts', read.listAlerts],
  ['GET', 'alerts/count', read.countAlerts],
  ['GET', 'alerts/requests/:requestId', read.getRequestStatus],
  ['GET', 'alerts/:identifier', read.getAlert],
  ['DELETE', 'alerts/:identifier', write.deleteAlert],
  ['POST', 'alerts/:identifier/acknowledge', write.acknowledgeAlert],
  ['POST', 'alerts/:identifier/unacknowledge', write.unacknowledgeAlert],
  ['POST', 'alerts/:identifier/close', write.closeAlert],
  ['POST', 'alerts/:identifier/snooze', write.snoozeAlert],
  ['POST', 'alerts/:identifier/notes', write.addNote],
  ['GET', 'alerts/:identifier/notes', read.listNotes],
  ['POST', 'alerts/:identifier/tags', write.addTags],
  ['DELETE', 'alerts/:identifier/tags', write.removeTags],
  ['POST', 'alerts/:identifier/details', write.addDetails],
  ['DELETE', 'alerts/:identifier/details', write.removeDetails],
  ['PUT', 'alerts/:identifier/message', write.updateMessage],
  ['PUT', 'alerts/:identifier/description', write.updateDescription],
  ['PUT', 'alerts/:identifier/priority', write.updatePriority],
  ['GET', 'heartbeats', heartbeat.listHeartbeats],
  ['POST', 'heartbeats', heartbeat.addHeartbeat],
  ['GET', 'heartbeats/:name', heartbeat.getHeartbeat],
  ['PATCH', 'heartbeats/:name', heartbeat.updateHeartbeat],
  ['DELETE', 'heartbeats/:name', heartbeat.deleteHeartbeat],
  ['POST', 'heartbeats/:name/enable', heartbeat.enableHeartbeat(true)],
  ['POST', 'heartbeats/:name/disable', heartbeat.enableHeartbeat(false)],
  ['GET', 'heartbeats/:name/ping', heartbeat.pingHeartbeat],
  ['POST', 'heartbeats/:name/ping', heartbeat.pingHeartbeat],
  ['PUT', 'heartbeats/:name/ping', heartbeat.pingHeartbeat],
  ['PATCH', 'heartbeats/:name/ping', heartbeat.pingHeartbeat],
];

/** The integration events of Jira Service Management: all that the key of an integration can do there. */
const JSM: readonly Route[] = [
  ['POST', 'alerts', write.createAlert],
  ['GET', 'alerts/requests/:requestId', read.getRequestStatus],
  ['POST', 'alerts/:identifier/acknowledge', write.acknowledgeAlert],
  ['POST', 'alerts/:identifier/close', write.closeAlert],
  ['POST', 'alerts/:identifier/notes', write.addNote],
];

const OPSGENIE_ROUTES = compiled(OPSGENIE);
const JSM_ROUTES = compiled(JSM);

/** The endpoint of a request and the named parts of its path. */
interface RouteMatch {
  readonly endpoint: Endpoint;
  readonly parameters: Readonly<Record<string, string>>;
}

function compiled(routes: readonly Route[]) {
  return routes.map(([method, path, endpoint]) => ({ method, segments: path.split('/'), endpoint }));
}

/**
 * Finds the endpoint of a request. On Jira Service Management, what is not documented is not found, whatever its method.
 *
 * @returns the match, or the status of the refusal: 400 for invalid percent-encoding, 404 for an unknown path, 405 for an unknown method
 */
export function findRoute(method: string, path: string, platform: AlertPlatform): RouteMatch | 400 | 404 | 405 {
  if (!isBase(path, platform)) return 404;
  if (platform !== 'jsm') return match(OPSGENIE_ROUTES, method, path);
  const route = match(JSM_ROUTES, method, path);
  return route === 405 ? 404 : route;
}

/**
 * Finds a route. Ignores everything before `/v2/`, because a base URL may have a path, and one trailing slash,
 * which official clients send.
 */
function match(routes: ReturnType<typeof compiled>, method: string, path: string): RouteMatch | 400 | 404 | 405 {
  const segments = readSegments(path);
  if (segments === undefined) return 400;
  const candidates = routes.flatMap((route) => {
    const parameters = matchSegments(route.segments, segments);
    return parameters === undefined ? [] : [{ ...route, parameters }];
  });
  if (candidates.length === 0) return 404;
  // A fixed word in the path names another resource: `alerts/count` is never the alert "count".
  const [first] = candidates;
  const resource = candidates.filter((candidate) => candidate.segments.join('/') === first?.segments.join('/'));
  return resource.find((candidate) => candidate.method === method) ?? 405;
}

function readSegments(path: string): readonly string[] | undefined {
  const segments = path.replace(/\/$/, '').split('/');
  const start = segments.findIndex(
    (segment, index) => segment === 'v2' && /^(alerts|heartbeats)$/.test(segments[index + 1] ?? ''),
  );
  // A base URL that ends in /v2 or /v2/alerts has no match, as on the platform.
  const isDoubled = segments.slice(0, start).some((segment) => segment === 'v2');
  try {
    return start === -1 || isDoubled ? [] : segments.slice(start + 1).map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

function matchSegments(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith(':') && segment !== '') parameters[part.slice(1)] = segment;
    else if (part !== segment) return undefined;
  }
  return parameters;
}
