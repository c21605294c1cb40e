import type { AlertContext } from '../../rules/alert-shape.js';
import type { RequestFacts } from '../../rules/outcome.js';
import type { Budget } from '../../text/budget.js';
import { describeError } from '../text/error-description.js';
import { errorHeadline } from '../text/error-text.js';

/** The application as named in its alerts. */
export interface AlertIdentity {
  readonly service: string;
  readonly environment: string;
  readonly version?: string | undefined;
  /** The machine's name. Used in the details, never in the alias: replicas share their alerts. */
  readonly host: string;
  /** When the process started, in milliseconds since 1970: a deploy is the most frequent cause of trouble. */
  readonly startedAt?: number | undefined;
}

const REQUEST_ID = 'x-request-id';
const TRACE_PARENT = 'traceparent';

/** A fact for the details; `undefined` if unknown. */
export type Fact = readonly [name: string, value: string | undefined];

/** Which application it is. */
export function applicationFacts({ service, environment, version }: AlertIdentity): readonly Fact[] {
  return [
    ['service', service],
    ['environment', environment],
    ['version', version],
  ];
}

/** Operations that only say that there is none: the whole service, `raise()`, the process. */
const NO_OPERATION = ['*', 'raise', 'process'];

/** What ran and how it ended. Of the request: no body, no query, and no headers. */
export function runFacts({ kind, operation, outcome, error }: AlertContext, budget?: Budget): readonly Fact[] {
  // The example of a wider alert is one of many; the description shows it.
  const own = outcome?.operation === operation ? outcome : undefined;
  const request = own?.http?.request;
  return [
    ['exception', error === undefined ? undefined : errorHeadline(describeError(error, budget))],
    ['status', own?.http?.status?.toString()],
    [
      'durationMs',
      kind !== 'latency' || own?.durationMs === undefined ? undefined : String(Math.round(own.durationMs)),
    ],
    ['waitMs', kind !== 'latency' || own?.waitMs === undefined ? undefined : String(Math.round(own.waitMs))],
    ['operation', NO_OPERATION.includes(operation) ? undefined : operation],
    ['handler', [own?.controller, own?.handler].filter(Boolean).join('.')],
    // The observers strip the query; this is a second line of defence.
    ['request', request && `${request.method} ${request.path.split(/[?#]/, 1)[0] ?? ''}`],
  ];
}

/** What to search for in logs and traces. */
export function idFacts({ host, startedAt }: AlertIdentity, { outcome, trace }: AlertContext): readonly Fact[] {
  const request = outcome?.http?.request;
  return [
    ['host', host],
    ['processStartedAt', startedAt === undefined ? undefined : new Date(startedAt).toISOString()],
    ['requestId', request && requestId(request)],
    ['traceId', trace?.traceId ?? (request && traceId(request))],
    ['spanId', trace?.spanId],
  ];
}

/** The request headers listed in `forwardHeaders` that are present. */
export function forwardedHeaders(context: AlertContext, names: readonly string[]): readonly Fact[] {
  const request = context.outcome?.http?.request;
  return names.map((name) => [name, request && headerOf(request, name)]);
}

/** Keeps only the parts of a request that alerts show. An incident may last for days, and other headers may contain credentials. */
export function keptRequest({ method, path, headers }: RequestFacts, forwarded: readonly string[]): RequestFacts {
  const names = [REQUEST_ID, TRACE_PARENT, ...forwarded].map((name) => name.toLowerCase());
  const kept = names.filter((name) => Object.hasOwn(headers, name)).map((name) => [name, headers[name]] as const);
  return { method, path, headers: Object.fromEntries(kept) };
}

/** `X-Request-Id` is untrusted input, so it is used only if it looks like an id. */
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
