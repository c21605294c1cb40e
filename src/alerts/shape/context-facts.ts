import type { AlertContext } from '../../rules/alert-shape.js';
import type { RequestFacts } from '../../rules/outcome.js';
import type { Budget } from '../../text/budget.js';
import { describeError } from '../text/error-description.js';
import { errorHeadline } from '../text/error-text.js';

/** Who speaks: the application as its alerts name it. */
export interface AlertIdentity {
  readonly service: string;
  readonly environment: string;
  readonly version?: string | undefined;
  /** The machine's name. It goes into the details, never into the alias: replicas share their alerts. */
  readonly host: string;
}

const REQUEST_ID = 'x-request-id';
const TRACE_PARENT = 'traceparent';

/** A fact for the details; `undefined` where it is not known. */
export type Fact = readonly [name: string, value: string | undefined];

/** What is known of an alert's circumstances without asking anybody. Of the request: no body, no query, no headers but two ids. */
export function contextFacts(identity: AlertIdentity, context: AlertContext, budget?: Budget): readonly Fact[] {
  const { outcome, error, trace } = context;
  const request = outcome?.request;
  return [
    ['service', identity.service],
    ['environment', identity.environment],
    ['version', identity.version],
    ['host', identity.host],
    ['operation', context.operation],
    ['handler', [outcome?.controller, outcome?.handler].filter(Boolean).join('.')],
    ['method', request?.method],
    // The observers give no query; should one forget it, its values stay here all the same.
    ['path', request?.path.split(/[?#]/, 1)[0]],
    ['status', outcome?.status?.toString()],
    ['durationMs', outcome?.durationMs === undefined ? undefined : Math.round(outcome.durationMs).toString()],
    ['exception', error === undefined ? undefined : errorHeadline(describeError(error, budget))],
    ['requestId', request && requestId(request)],
    ['traceId', trace?.traceId ?? (request && traceId(request))],
    ['spanId', trace?.spanId],
  ];
}

/** The request headers that the application asked for, those that are there. */
export function forwardedHeaders(context: AlertContext, names: readonly string[]): readonly Fact[] {
  const request = context.outcome?.request;
  return names.map((name) => [name, request && headerOf(request, name)]);
}

/** Keeps of a request what alerts show of it. An incident may last for days, and the other headers may hold credentials. */
export function keptRequest({ method, path, headers }: RequestFacts, forwarded: readonly string[]): RequestFacts {
  const names = [REQUEST_ID, TRACE_PARENT, ...forwarded].map((name) => name.toLowerCase());
  const kept = names.filter((name) => Object.hasOwn(headers, name)).map((name) => [name, headers[name]] as const);
  return { method, path, headers: Object.fromEntries(kept) };
}

/** `X-Request-Id` comes from outside and may hold anything, so it counts only when it looks like an id. */
function requestId(request: RequestFacts): string | undefined {
  const id = headerOf(request, REQUEST_ID);
  return id !== undefined && /^[\w.:-]{1,128}$/.test(id) ? id : undefined;
}

/** The trace-id of `traceparent` (W3C Trace Context, 3.2.2); all zeros mean none. */
function traceId(request: RequestFacts): string | undefined {
  const id = /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}(?:-|$)/.exec(headerOf(request, TRACE_PARENT) ?? '')?.[1];
  return id === undefined || /^0+$/.test(id) ? undefined : id;
}

function headerOf(request: RequestFacts, name: string): string | undefined {
  const key = name.toLowerCase();
  const value = Object.hasOwn(request.headers, key) ? request.headers[key] : undefined;
  return typeof value === 'string' ? value : value?.join(', ');
}
