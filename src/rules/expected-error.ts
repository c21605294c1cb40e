const MOST_LINKS = 100; // of a chain of prototypes: a proxy may make one without an end

/**
 * Whether an error is an ordinary answer rather than trouble: an `HttpException` below 500, an `RpcException` or a `WsException`.
 *
 * They are recognised by their methods as well as by class, because an application may hold two copies of `@nestjs/common`, and never
 * by a `status` property, which the errors of HTTP clients have as well.
 */
export function isExpectedError(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  try {
    if (isHttpException(error)) return (statusOfError(error) ?? 500) < 500;
    return (hasMethod(error, 'getError') && hasMethod(error, 'initMessage')) || isIntrinsic(error);
  } catch {
    // What cannot even be looked at is nobody's ordinary answer.
    return false;
  }
}

/** The status that an `HttpException` asks to be answered with; absent for anything else. */
export function statusOfError(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  try {
    const status = isHttpException(error) ? error.getStatus() : undefined;
    return typeof status === 'number' ? status : undefined;
  } catch {
    // What cannot even be looked at asks for nothing.
    return undefined;
  }
}

function isHttpException(error: object): error is Record<'getStatus', () => unknown> {
  return hasMethod(error, 'getStatus') && hasMethod(error, 'getResponse');
}

function hasMethod<Name extends string>(value: object, name: Name): value is Record<Name, () => unknown> {
  return typeof Reflect.get(value, name) === 'function';
}

// Nest's own mark for errors that are part of the flow and are not logged; 5XX HttpExceptions bear it too and are sorted out above.
function isIntrinsic(error: object): boolean {
  let links = 0;
  for (let type = Reflect.getPrototypeOf(error); type !== null; type = Reflect.getPrototypeOf(type)) {
    if (links++ >= MOST_LINKS) return false;
    if (type.constructor.name === 'IntrinsicException') return true;
  }
  return false;
}
