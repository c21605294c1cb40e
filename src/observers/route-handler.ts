/** The metadata key of a handler's path. */
const PATH_METADATA = 'path';

/** A method that Nest calls. */
export type HandlerMethod = (...args: never[]) => unknown;

/** Whether a method handles a route of HTTP. */
export function isRouteHandler(method: unknown): method is HandlerMethod {
  return typeof method === 'function' && Reflect.hasMetadata(PATH_METADATA, method);
}
