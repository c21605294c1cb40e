import type { IncomingMessage, ServerResponse } from 'node:http';

import { reportResponses } from './response-events.js';

/** Sees a request. Must not throw. @param reports whether the response reports to its record by itself */
export type Entry = (request: IncomingMessage, response: ServerResponse, reports: boolean) => void;

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** The part of an HTTP adapter that is needed. */
export interface HttpHost {
  use(middleware: Middleware): unknown;
  getInstance(): unknown;
}

/** The part of Express that is needed: the application that any server passes its requests to. */
interface ExpressApplication {
  handle: (request: IncomingMessage, response: ServerResponse, next?: unknown) => unknown;
  /** The prototype that each response gets. */
  readonly response?: unknown;
  /** Returns the path at which it is mounted. */
  path?: () => unknown;
}

/** The part of Fastify that is needed: of the server, and of each context that a plugin gets. */
interface FastifyContext {
  addHook(name: 'onRequest', hook: (request: Raw, reply: RawReply, done: () => void) => void): unknown;
  addHook(name: 'onRegister', hook: (context: FastifyContext) => void): unknown;
  /** Absent where middleware is not possible. */
  use?: (...middleware: unknown[]) => unknown;
}

interface Raw {
  readonly raw: IncomingMessage;
}

interface RawReply {
  readonly raw: ServerResponse;
}

/** Calls `entry` for each request before any other code of the application runs; it may be called more than once for a request. */
export function seeFirst(adapter: HttpHost, entry: Entry): void {
  const server = adapter.getInstance();
  const middleware: Middleware = (request, response, next) => {
    entry(request, response, false);
    next();
  };
  if (isExpress(server)) {
    seeBeforeExpress(server, entry);
  } else if (isFastify(server) && tryHook(server, entry)) {
    // Nest registers support for middleware before modules exist, so middleware runs before the hook: where there is any, ours goes first.
    goBeforeMiddleware(server, middleware);
    server.addHook('onRegister', (context) => goBeforeMiddleware(context, middleware));
  } else {
    adapter.use(middleware);
  }
}

// Express gives every request and response another prototype. After that, each added listener or property costs microseconds.
function seeBeforeExpress(application: ExpressApplication, entry: Entry): void {
  const { handle, response: prototype } = application;
  const report = typeof prototype === 'object' && prototype !== null && reportResponses(prototype);
  application.handle = (request, response, next) => {
    // When mounted on another application, this one is given a `next`. The response then gets the other application's prototype.
    entry(request, response, report && next === undefined);
    return handle.call(application, request, response, next);
  };
}

// On Fastify, middleware costs several times as much per request as a hook.
function tryHook(server: FastifyContext, entry: Entry): boolean {
  try {
    server.addHook('onRequest', (request, reply, done) => {
      entry(request.raw, reply.raw, false);
      done();
    });
    return true;
  } catch {
    // The server already listens and takes no more hooks: the module was loaded lazily.
    return false;
  }
}

function goBeforeMiddleware(context: FastifyContext, middleware: Middleware): void {
  const { use } = context;
  // A context without its own `use` shares that of the server.
  if (use === undefined || !Object.hasOwn(context, 'use')) return;
  context.use = (...others) => {
    context.use = use;
    use.call(context, middleware);
    return use.apply(context, others);
  };
}

/** Where an Express application is mounted on others, as written in code; empty where it is not. */
export function mountPathOf(adapter: HttpHost | undefined): string {
  const server = adapter?.getInstance();
  const path = isExpress(server) && typeof server.path === 'function' ? server.path() : '';
  return typeof path === 'string' ? path.replace(/\/$/, '') : '';
}

/** Its application is a function with methods. `handle` is what Express's own servers and mounted applications call. */
function isExpress(server: unknown): server is ExpressApplication {
  return typeof server === 'function' && 'handle' in server && typeof server.handle === 'function';
}

function isFastify(server: unknown): server is FastifyContext {
  return typeof server === 'object' && server !== null && 'addHook' in server && typeof server.addHook === 'function';
}
