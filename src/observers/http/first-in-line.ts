import type { IncomingMessage, ServerResponse } from 'node:http';

/** Sees a request. Must not throw. */
export type Entry = (request: IncomingMessage, response: ServerResponse) => void;

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** What of an HTTP adapter is needed. */
export interface HttpHost {
  use(middleware: Middleware): unknown;
  getInstance(): unknown;
}

/** What of Fastify is needed: of the server, and of each context that a plugin gets. */
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

/** Has each request seen before anything else of the application runs; it may be seen more than once. */
export function seeFirst(adapter: HttpHost, entry: Entry): void {
  const middleware: Middleware = (request, response, next) => {
    entry(request, response);
    next();
  };
  const server = adapter.getInstance();
  // Middleware on Fastify costs every request several times what a hook does.
  if (isFastify(server) && tryHook(server, entry)) {
    // Nest makes it possible before there are modules, so it runs before the hook: where there is any, ours goes first.
    goBeforeMiddleware(server, middleware);
    server.addHook('onRegister', (context) => goBeforeMiddleware(context, middleware));
  } else {
    adapter.use(middleware);
  }
}

function tryHook(server: FastifyContext, entry: Entry): boolean {
  try {
    server.addHook('onRequest', (request, reply, done) => {
      entry(request.raw, reply.raw);
      done();
    });
    return true;
  } catch {
    // The server listens, and takes no more hooks: the module was loaded lazily.
    return false;
  }
}

function goBeforeMiddleware(context: FastifyContext, middleware: Middleware): void {
  const { use } = context;
  // A context without its own shares that of the server.
  if (use === undefined || !Object.hasOwn(context, 'use')) return;
  context.use = (...others) => {
    context.use = use;
    use.call(context, middleware);
    return use.apply(context, others);
  };
}

function isFastify(server: unknown): server is FastifyContext {
  return typeof server === 'object' && server !== null && 'addHook' in server && typeof server.addHook === 'function';
}
