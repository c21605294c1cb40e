import { Readable } from 'node:stream';

import {
  BadGatewayException,
  Body,
  Catch,
  ConflictException,
  Controller,
  Get,
  Header,
  HttpCode,
  HttpException,
  NotFoundException,
  Param,
  ParseIntPipe,
  Post,
  Redirect,
  Res,
  StreamableFile,
  UseFilters,
  UseGuards,
  UseInterceptors,
  type ArgumentsHost,
  type CanActivate,
  type ExceptionFilter,
  type Type,
} from '@nestjs/common';
import { of, throwError } from 'rxjs';

import { journal, journalingInterceptor } from './journal.js';
import { OrderIsTaken } from './order-is-taken.js';

interface Reply {
  status(code: number): Reply;
  send(body?: unknown): unknown;
}

@Catch(OrderIsTaken)
export class MapsToTeapot implements ExceptionFilter {
  catch(_error: unknown, host: ArgumentsHost): void {
    host.switchToHttp().getResponse<Reply>().status(418).send({ text: 'of a method' });
  }
}

@Catch()
class Rethrows implements ExceptionFilter {
  catch(): never {
    throw new BadGatewayException();
  }
}

const refusing: CanActivate = { canActivate: () => false };
const throwing: CanActivate = {
  canActivate: () => {
    throw new OrderIsTaken('in a guard');
  },
};

/** A controller that does not use the library. A new class for each call. */
export function ordersController(): Type<object> {
  @Controller('orders')
  class OrdersController {
    @Get('fine')
    @Header('x-shop', 'open')
    fine() {
      return { id: 7 };
    }

    @Get('nothing')
    nothing() {}

    @Get('text')
    text() {
      return 'seven';
    }

    @Get('observable')
    observable() {
      return of({ id: 7 }, { id: 8 });
    }

    @Get('file')
    file() {
      return new StreamableFile(Readable.from([Buffer.from('all of it')], { objectMode: false }), { type: 'text/csv' });
    }

    @Get('moved')
    @Redirect('/orders/fine', 301)
    moved() {}

    @Get('teapot')
    @HttpCode(418)
    teapot() {
      return { id: 7 };
    }

    @Get('by-hand')
    byHand(@Res() reply: Reply) {
      reply.status(503).send({ id: 7 });
    }

    @Get('by-hand-then-throws')
    byHandThenThrows(@Res() reply: Reply) {
      reply.status(200).send({ id: 7 });
      throw new OrderIsTaken('after the answer');
    }

    @Get('throws')
    throws() {
      throw new OrderIsTaken('in a handler');
    }

    @Get('rejects')
    async rejects() {
      await Promise.resolve();
      throw new OrderIsTaken('in a promise');
    }

    @Get('observable-fails')
    observableFails() {
      return throwError(() => new OrderIsTaken('in an Observable'));
    }

    @Get('throws-text')
    throwsText() {
      return throwError(() => 'no error');
    }

    @Get('throws-undefined')
    throwsUndefined() {
      return throwError(() => undefined);
    }

    @Get('throws-status')
    throwsStatus() {
      throw Object.assign(new Error('of some HTTP library'), { statusCode: 409, expose: true });
    }

    @Get('throws-aggregate')
    throwsAggregate() {
      throw new AggregateError([new OrderIsTaken('one'), new OrderIsTaken('two')], 'both');
    }

    @Get('not-found')
    notFound() {
      throw new NotFoundException();
    }

    @Get('conflict')
    conflict() {
      throw new ConflictException({ code: 'TAKEN', id: 7 });
    }

    @Get('unavailable')
    unavailable() {
      throw new HttpException('closed', 503, { cause: new OrderIsTaken('beneath') });
    }

    @Get('cyclic')
    cyclic() {
      const order: { self?: unknown } = {};
      order.self = order;
      return order;
    }

    @Get('guard-refuses')
    @UseGuards(refusing)
    guardRefuses() {}

    @Get('guard-throws')
    @UseGuards(throwing)
    guardThrows() {}

    @Get('count/:count')
    count(@Param('count', ParseIntPipe) count: number) {
      return count;
    }

    @Get('mapped')
    @UseFilters(MapsToTeapot)
    mapped() {
      throw new OrderIsTaken('for a filter of the method');
    }

    @Get('rethrown')
    @UseFilters(Rethrows)
    rethrown() {
      throw new OrderIsTaken('for another error');
    }

    @Get('wrapped-in-interceptors')
    @UseInterceptors(journalingInterceptor('first of the method'), journalingInterceptor('second of the method'))
    wrapped() {
      journal.push('handler');
      return { id: 7 };
    }

    @Post()
    create(@Body() order: object) {
      return order;
    }
  }
  return OrdersController;
}
