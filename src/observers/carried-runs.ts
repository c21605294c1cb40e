import { IncomingMessage } from 'node:http';

/** What is known of the runs that a request carried: whether one of them failed, and a rule counted the failure. */
type CarriedRuns = 'ended' | 'failed';

/** By raw request. Observers do not know each other: one notes here, and that of the requests looks here. */
const CARRIED = new WeakMap<object, CarriedRuns>();
let hasAny = false;

/**
 * Notes that a request carried a run that is counted by itself, such as a query of GraphQL. Never throws.
 *
 * @param context what a resolver gets as its context
 * @param isFailureCounted whether the run failed, and a rule counts that
 */
export function noteRunOfRequest(context: unknown, isFailureCounted: boolean): void {
  const request = requestOf(context);
  if (request === undefined || (!isFailureCounted && CARRIED.has(request))) return;
  hasAny = true;
  CARRIED.set(request, isFailureCounted ? 'failed' : 'ended');
}

/** The runs that a request carried. Costs nothing while no request has carried any. */
export function runsCarriedBy(request: object): CarriedRuns | undefined {
  return hasAny ? CARRIED.get(request) : undefined;
}

/**
 * The raw request behind the context of a resolver. Mercurius puts its reply there; Nest puts the request there as `req`, in the form of
 * the adapter, but into an object that all requests share if the application gives one.
 */
function requestOf(context: unknown): object | undefined {
  try {
    if (!isObject(context)) return undefined;
    const request = member(member(context, 'reply'), 'request') ?? member(context, 'req') ?? member(context, 'request');
    // On Express, looking up a `raw` that does not exist is slow.
    if (request === undefined || request instanceof IncomingMessage) return request;
    return member(request, 'raw') ?? request;
  } catch {
    // It is the application's, and cannot be read.
    return undefined;
  }
}

function member(value: object | undefined, name: string): object | undefined {
  const found: unknown = value === undefined ? undefined : Reflect.get(value, name);
  return isObject(found) ? found : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
