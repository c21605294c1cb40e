import { ApolloFederationDriver, type ApolloFederationDriverConfig } from '@nestjs/apollo';
import {
  Directive,
  Field,
  GraphQLModule,
  ID,
  ObjectType,
  Parent,
  Query,
  ResolveField,
  ResolveReference,
  Resolver,
} from '@nestjs/graphql';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { describe, expect, it } from 'vitest';

import { AlertOnException } from '../../../src/index.js';
import { serve, type GraphqlServer, type Options } from './servers.js';

const subgraph = (options: Options) =>
  GraphQLModule.forRoot<ApolloFederationDriverConfig>({
    driver: ApolloFederationDriver,
    playground: false,
    ...options,
    autoSchemaFile: {
      federation: { version: 2, directives: ['@key'], importUrl: 'https://specs.apollo.dev/federation/v2.9' },
    },
  });

const SERVERS: readonly GraphqlServer[] = [
  { name: 'Express', moduleOf: subgraph, adapter: () => new ExpressAdapter() },
  { name: 'Fastify', moduleOf: subgraph, adapter: () => new FastifyAdapter({ forceCloseConnections: true }) },
];

@ObjectType()
@Directive('@key(fields: "id")')
class Order {
  @Field(() => ID)
  id = '';
}

@Resolver(() => Order)
class OrdersResolver {
  @Query(() => [Order])
  orders(): never {
    throw new TypeError('no database');
  }

  @ResolveReference()
  @AlertOnException()
  byReference({ id }: { readonly id: string }): Order {
    if (id === 'broken') throw new RangeError('no such shard');
    return { id };
  }

  @ResolveField(() => String)
  total(@Parent() { id }: Order): string {
    if (id === 'unpaid') throw new Error('no total');
    return '1.00';
  }
}

const ENTITIES = 'query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on Order { id total } } }';

describe.each(SERVERS)('a subgraph of Apollo on $name', (server) => {
  const ask = async (opsgenie: object | 'absent') => {
    const shop = await serve(server, { providers: [OrdersResolver], opsgenie });
    const reference = (id: string) => ({ __typename: 'Order', id });
    const replies = [
      await shop.ask('{ orders { id } }'),
      await shop.ask(ENTITIES, { ids: [reference('1'), reference('unpaid')] }),
      await shop.ask(ENTITIES, { ids: [reference('1'), reference('broken')] }),
      await shop.ask('{ _service { sdl } }'),
    ];
    return {
      replies: replies.map(({ status, body }) => ({ status, body: withoutStacks(body) })),
      aliases: await shop.aliases(),
    };
  };

  it('counts its queries, and resolvers of references with a decorator of their own', async () => {
    const { replies, aliases } = await ask({});

    expect(replies).toMatchObject([{}, { body: { data: { _entities: [{ id: '1', total: '1.00' }, null] } } }, {}, {}]);
    expect(aliases.toSorted()).toEqual([
      'exception:Query.orders:TypeError',
      'exception:method:OrdersResolver.byReference:RangeError',
    ]);
    expect(replies).toEqual((await ask('absent')).replies);
  });
});

/** Stacks have frames of the library. */
function withoutStacks(body: unknown): unknown {
  return JSON.parse(
    JSON.stringify(body, (key, value: unknown) => (key === 'stacktrace' ? undefined : value)),
  ) as unknown;
}
