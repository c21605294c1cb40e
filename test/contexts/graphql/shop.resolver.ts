import {
  BadRequestException,
  Catch,
  ParseIntPipe,
  ServiceUnavailableException,
  UseFilters,
  UseGuards,
  type CanActivate,
  type ExceptionFilter,
} from '@nestjs/common';
import { Args, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { GraphQLError } from 'graphql';
import mercurius from 'mercurius';

class BrokenGuard implements CanActivate {
  canActivate(): never {
    throw new Error('the guard is broken');
  }
}

class RefusingGuard implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

/** @returns a filter that answers with this */
function answering(answer: () => unknown): ExceptionFilter {
  @Catch()
  class AnsweringFilter implements ExceptionFilter {
    catch(): unknown {
      return answer();
    }
  }
  return new AnsweringFilter();
}

const coded = (code: string): GraphQLError => new GraphQLError(`it is ${code}`, { extensions: { code } });

/** A resolver that ends in all ways in which one can end. */
@Resolver()
export class ShopResolver {
  @Query(() => String, { nullable: true })
  ok(): string {
    return 'fine';
  }

  @Query(() => String, { nullable: true })
  error(): string {
    throw new Error('it broke');
  }

  @Query(() => String, { nullable: true })
  async rejection(): Promise<string> {
    return Promise.reject(new TypeError('it broke'));
  }

  @Query(() => String, { nullable: true })
  returnedError(): unknown {
    return new RangeError('it broke');
  }

  @Query(() => String, { nullable: true })
  badRequest(): string {
    throw new BadRequestException();
  }

  @Query(() => String, { nullable: true })
  unavailable(): string {
    throw new ServiceUnavailableException();
  }

  @Query(() => String, { nullable: true })
  badInput(): string {
    throw coded('BAD_USER_INPUT');
  }

  @Query(() => String, { nullable: true })
  unauthenticated(): string {
    throw coded('UNAUTHENTICATED');
  }

  @Query(() => String, { nullable: true })
  internal(): string {
    throw coded('INTERNAL_SERVER_ERROR');
  }

  @Query(() => String, { nullable: true })
  withoutCode(): string {
    throw new GraphQLError('it has no code');
  }

  @Query(() => String, { nullable: true })
  clientStatus(): string {
    throw new GraphQLError('not here', { extensions: { http: { status: 404 } } });
  }

  @Query(() => String, { nullable: true })
  serverStatus(): string {
    throw new GraphQLError('busy', { extensions: { code: 'BUSY', http: { status: 503 } } });
  }

  @Query(() => String, { nullable: true })
  propsWithCode(): string {
    throw new mercurius.ErrorWithProps('not here', { code: 'NOT_FOUND' });
  }

  @Query(() => String, { nullable: true })
  propsWithoutCode(): string {
    throw new mercurius.ErrorWithProps('it broke', {});
  }

  @Query(() => String, { nullable: true })
  propsWithClientStatus(): string {
    throw new mercurius.ErrorWithProps('not here', {}, 404);
  }

  @Query(() => String, { nullable: true })
  propsWithServerStatus(): string {
    throw new mercurius.ErrorWithProps('busy', { code: 'BUSY' }, 503);
  }

  @Query(() => String, { nullable: true })
  @UseGuards(BrokenGuard)
  guardThrows(): string {
    return 'fine';
  }

  @Query(() => String, { nullable: true })
  @UseGuards(RefusingGuard)
  guardRefuses(): string {
    return 'fine';
  }

  @Query(() => Int, { nullable: true })
  pipeRefuses(@Args('id', { type: () => String }, ParseIntPipe) id: number): number {
    return id;
  }

  @Query(() => String, { nullable: true })
  @UseFilters(answering(() => coded('NOT_FOUND')))
  filteredToAnswer(): string {
    throw new Error('it broke');
  }

  @Query(() => String, { nullable: true })
  @UseFilters(answering(() => 'a stand-in'))
  filteredToValue(): string {
    throw new Error('it broke');
  }

  @Query(() => String, { nullable: true })
  @UseFilters(answering(() => new BadRequestException()))
  filteredToException(): string {
    throw new Error('it broke');
  }

  @Query(() => String, { nullable: true })
  @UseFilters(answering(() => coded('INTERNAL_SERVER_ERROR')))
  filteredToInternal(): string {
    throw new Error('it broke');
  }

  @Query(() => String, { nullable: true })
  @UseFilters(answering(() => new GraphQLError('it has no code')))
  filteredToNoCode(): string {
    throw new Error('it broke');
  }

  @Query(() => String, { nullable: true })
  @UseFilters(answering(() => undefined))
  filteredToNothing(): string {
    throw new Error('it broke');
  }

  @Mutation(() => String, { nullable: true })
  createOrder(): string {
    throw new Error('it broke');
  }
}
