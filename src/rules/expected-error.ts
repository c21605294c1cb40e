import { readProperty } from '../text/guarded-read.js';
import type { Caller } from './outcome.js';

const MOST_LINKS = 100; // of a chain of prototypes: a proxy may make one without an end

/** Codes of gRPC that say that the server failed: UNKNOWN, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS. */
const GRPC_FAILURES: readonly unknown[] = [2, 12, 13, 14, 15];

/** The code that GraphQL servers give to errors without a code of their own. */
const GRAPHQL_FAILURE = 'INTERNAL_SERVER_ERROR';

/**
 * Whether an error is an ordinary answer rather than trouble: an `HttpException` below 500, an `RpcException`, a `WsException`, or an
 * error of GraphQL with a code for the client. Where no caller waits for an answer, no error is one.
 *
 * They are recognised by their methods as well as by class, because an application may hold two copies of `@nestjs/common`, and never
 * by a `status` property, which the errors of HTTP clients have as well.
 */
export function isExpectedError(error: unknown, caller: Caller = 'client'): boolean {
  if (caller === 'none') return false;
  if (typeof error !== 'object' || error === null) return false;
  try {
    if (isHttpException(error)) return (statusOfError(error) ?? 500) < 500;
    if (hasMethod(error, 'getError') && hasMethod(error, 'initMessage')) {
      return caller !== 'grpc' || !GRPC_FAILURES.includes(readProperty(error.getError(), 'code'));
    }
    return isGraphqlAnswer(error) || isOfClass(error, ['IntrinsicException']);
  } catch {
    // What cannot even be looked at is no ordinary answer.
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

/** Whether an error means that Kafka delivers its message again. */
export function isRetriable(error: unknown): boolean {
  try {
    return typeof error === 'object' && error !== null && isOfClass(error, ['KafkaRetriableException']);
  } catch {
    return false;
  }
}

/**
 * Apollo and Mercurius agree on `extensions.code`. A status that the error asks for is more precise; each has its own place for it, and
 * Mercurius its own class of errors.
 */
function isGraphqlAnswer(error: object): boolean {
  const isOfMercurius = isOfClass(error, ['ErrorWithProps']);
  if (!isOfMercurius && !isOfClass(error, ['GraphQLError'])) return false;
  const extensions = readProperty(error, 'extensions');
  const status = isOfMercurius
    ? readProperty(error, 'statusCode')
    : readProperty(readProperty(extensions, 'http'), 'status');
  // Mercurius sets 200 where no status is given.
  if (typeof status === 'number' && !(isOfMercurius && status === 200)) return status < 500;
  const code = readProperty(extensions, 'code');
  return typeof code === 'string' && code !== GRAPHQL_FAILURE;
}

/**
 * Whether an error is of a class with one of these names, which may come from any copy of its package. `IntrinsicException` is Nest's
 * mark for errors that are part of the flow and are not logged; 5XX `HttpException`s bear it too and are sorted out above.
 */
function isOfClass(error: object, names: readonly string[]): boolean {
  let links = 0;
  for (let type = Reflect.getPrototypeOf(error); type !== null; type = Reflect.getPrototypeOf(type)) {
    if (links++ >= MOST_LINKS) return false;
    if (names.includes(type.constructor.name)) return true;
  }
  return false;
}
