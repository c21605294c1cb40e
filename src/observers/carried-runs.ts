import { IncomingMessage } from 'node:http';

/** What is known of the runs that a request carried: whether one of them failed, and a rule counted the failure. */
type CarriedRuns = 'ended' | 'failed';

/**
 * Where it is noted. Observers do not know each other: that of the runs writes here, and that of the requests reads it. A property of the
 * raw request costs a fraction of an entry in a WeakMap, whose short-lived keys the garbage collector has to follow.
 */
const CARRIED = Symbol('nestjs-opsgenie.carried-runs');

interface Carrier {
  [CARRIED]?: CarriedRuns;
}

/** On Express, looking up a property that a request does not have is slow, and most applications have no requests that carry runs. */
let hasCarriers = false;

/**
 * Notes that a request carried a run that is counted by itself, such as a query of GraphQL. Never throws.
 *
 * @param context what a resolver gets as its context
 * @param isFailureCounted whether the run failed, and a rule counts that
 */
export function noteRunOfRequest(context: unknown, isFailureCounted: boolean): void {
  try {
    const request = requestOf(context);
    if (request === undefined) return;
    hasCarriers = true;
    if (isFailureCounted) request[CARRIED] = 'failed';
    else request[CARRIED] ??= 'ended';
  } catch {
    // The context is the application's, and cannot be read, or what stands for the request cannot be written to.
  }
}

/** The runs that a raw request carried. */
export function runsCarriedBy(request: object): CarriedRuns | undefined {
  return hasCarriers ? (request as Carrier)[CARRIED] : undefined;
}

/** What may stand in the context of a resolver. */
interface Context {
  readonly reply?: { readonly request?: unknown } | null;
  readonly req?: unknown;
  readonly request?: unknown;
}

/**
 * The raw request behind the context of a resolver. Mercurius puts its reply there; Nest puts the request there as `req`, in the form of
 * the adapter, but into an object that all requests share if the application gives one.
 */
function requestOf(context: unknown): Carrier | undefined {
  if (!isObject(context)) return undefined;
  const { reply, req, request } = context as Context;
  const found = reply?.request ?? req ?? request;
  if (!isObject(found)) return undefined;
  // On Express, looking up a `raw` that does not exist is slow.
  if (found instanceof IncomingMessage) return found as Carrier;
  const { raw } = found as { readonly raw?: unknown };
  return isObject(raw) ? raw : found;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
