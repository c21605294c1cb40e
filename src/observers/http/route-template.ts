import type { IncomingMessage } from 'node:http';

/** What of a request of Express's is needed. */
interface ExpressRequest {
  readonly route?: { readonly path?: unknown };
  readonly app?: { readonly router?: { readonly stack?: readonly { readonly route?: unknown }[] } };
}

/**
 * The template of the route that a request matched.
 *
 * @param request as the adapter passes it on
 * @param raw Express passes on the raw request, on which a property that only Fastify's has would cost a microsecond to look up
 * @param isReached whether the route is known to be one of Nest's. Below a mounted router, the template of Express lacks the mount's path
 */
export function routeTemplateOf(request: object, raw: IncomingMessage, isReached: boolean): string | undefined {
  try {
    const template = request === raw ? ofExpress(request, isReached) : ofFastify(request);
    return typeof template === 'string' ? template : undefined;
  } catch {
    // The application has put something in its place that fails when it is read.
    return undefined;
  }
}

function ofFastify(request: { readonly routeOptions?: { readonly url?: unknown } }): unknown {
  return request.routeOptions?.url;
}

function ofExpress(request: ExpressRequest, isReached: boolean): unknown {
  const { route } = request;
  return isReached || isOfApplication(request) ? route?.path : undefined;
}

/** Whether the route of a request is one of the application's own, as all of Nest's are. Asked only where no handler was reached. */
function isOfApplication({ route, app }: ExpressRequest): boolean {
  return route === undefined || app?.router?.stack?.some((layer) => layer.route === route) !== false;
}
