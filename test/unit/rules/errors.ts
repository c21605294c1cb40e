import { BadRequestException, HttpException, InternalServerErrorException } from '@nestjs/common';

/** An HttpException of another copy of Nest: it has the methods, but not the class. */
class ForeignHttpException extends Error {
  constructor(readonly code: number) {
    super('foreign');
  }

  getStatus(): number {
    return this.code;
  }

  getResponse(): string {
    return this.message;
  }
}

/** What `RpcException` and `WsException` have in common, in Nest's manner. */
class MessageException extends Error {
  getError(): string {
    return this.message;
  }

  initMessage(): void {
    this.message = 'message';
  }
}

class IntrinsicException extends Error {}
class MappedByNest extends IntrinsicException {}

/** The error of an HTTP client: its `status` is what another service answered. */
class ClientError extends Error {
  readonly status = 404;
}

/** Ordinary answers. */
export const expectedErrors: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['an HttpException below 500', new BadRequestException()],
  ['an HttpException below 500 with a cause', new BadRequestException('x', { cause: new TypeError('y') })],
  ['an HttpException of another copy of Nest', new ForeignHttpException(403)],
  ['an RpcException or a WsException', new MessageException('x')],
  ["an error of Nest's own flow", new MappedByNest('x')],
]);

/** Unexpected errors, some of them hostile. */
export const unexpectedErrors: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['an Error', new Error('x')],
  ['an HttpException of 500', new InternalServerErrorException()],
  ['an HttpException of 599', new HttpException('x', 599)],
  ['an HttpException of another copy of Nest, of 500', new ForeignHttpException(500)],
  ['the error of an HTTP client', new ClientError('x')],
  ['an AggregateError of ordinary answers', new AggregateError([new BadRequestException()])],
  ['a text', 'boom'],
  ['a number', 42],
  ['null', null],
  ['undefined', undefined],
  ['a plain object', { status: 400 }],
  ['an object without a prototype', Object.create(null)],
  ['an error with a getter that throws', throwingGetters()],
  ['an error whose getStatus() throws', Object.assign(new Error('x'), throwingMethods())],
  ['a proxy that throws at every touch', hostileProxy()],
  ['a revoked proxy', revokedProxy()],
]);

function throwingGetters(): object {
  const boom = {
    get: (): never => {
      throw new Error('getter');
    },
  };
  return Object.defineProperties(new Error('x'), { cause: boom, errors: boom, getStatus: boom, constructor: boom });
}

function throwingMethods(): object {
  return {
    getResponse: () => 'x',
    getStatus: () => {
      throw new Error('getStatus');
    },
  };
}

function hostileProxy(): object {
  const handler = new Proxy(
    {},
    {
      get: () => () => {
        throw new Error('trap');
      },
    },
  );
  return new Proxy({}, handler);
}

function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
