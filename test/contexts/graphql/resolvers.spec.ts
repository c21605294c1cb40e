import { setTimeout } from 'node:timers/promises';

import { Inject, Injectable, Scope } from '@nestjs/common';
import { ExternalContextCreator, REQUEST } from '@nestjs/core';
import {
  Args,
  Field,
  ID,
  Mutation,
  ObjectType,
  Parent,
  Query,
  ResolveField,
  Resolver,
  Subscription,
} from '@nestjs/graphql';
import { describe, expect, it, onTestFinished } from 'vitest';

import { AlertOnException, AlertOnLatency, MaxRuntime, onStatus, SkipAlerts } from '../../../src/index.js';
import { VirtualClock } from '../../../src/testing/index.js';
import { servers, serve } from './servers.js';
import { ShopResolver } from './shop.resolver.js';
import { subscribe } from './subscriber.js';

@ObjectType()
class Order {
  @Field(() => ID)
  id = '';
}

const ORDERS: readonly Order[] = ['1', '2', '3'].map((id) => ({ id }));

describe.each(servers)('on $name', (server) => {
  it('counts a field resolver for each row, if it has an alert decorator of its own', async () => {
    @Resolver(() => Order)
    class OrderResolver {
      @Query(() => [Order])
      orders(): readonly Order[] {
        return ORDERS;
      }

      @ResolveField(() => String, { nullable: true })
      @AlertOnException({ count: 1 })
      total(@Parent() { id }: Order): string {
        if (id === '2') throw new RangeError('it broke');
        return '7.00';
      }

      @ResolveField(() => String, { nullable: true })
      @AlertOnException({ count: 3 })
      async currency(): Promise<string> {
        return Promise.reject(new TypeError('it broke'));
      }

      @ResolveField(() => String, { nullable: true })
      @AlertOnException({ count: 4 })
      async weight(): Promise<string> {
        return Promise.reject(new TypeError('it broke'));
      }

      @ResolveField(() => String, { nullable: true })
      undecorated(): string {
        throw new Error('it broke');
      }
    }
    const shop = await serve(server, { providers: [OrderResolver] });

    await shop.ask('{ orders { id total currency weight undecorated } }');

    expect((await shop.aliases()).toSorted()).toEqual([
      'exception:Order.currency:TypeError',
      'exception:Order.total:RangeError',
    ]);
  });

  it('counts the start of a subscription, and not what its iterator does later', async () => {
    @Resolver()
    class PriceResolver {
      @Query(() => String)
      ok(): string {
        return 'fine';
      }

      @Subscription(() => String, { nullable: true })
      broken(): AsyncIterator<unknown> {
        throw new Error('it broke');
      }

      @Subscription(() => String, { nullable: true })
      @AlertOnLatency(1)
      async breaking(): Promise<AsyncIterator<unknown>> {
        await setTimeout(20);
        return (async function* () {
          yield { breaking: 'one' };
          await Promise.reject(new RangeError('it broke'));
        })();
      }

      @Subscription(() => String, { nullable: true, filter: () => true })
      async *filtered(): AsyncGenerator {
        yield { filtered: 'one' };
      }
    }
    const shop = await serve(server, { providers: [PriceResolver] });

    const broken = await subscribe(shop.port, 'subscription { broken }');
    const breaking = await subscribe(shop.port, 'subscription { breaking }');
    const filtered = await subscribe(shop.port, 'subscription { filtered }');

    expect(JSON.stringify(broken)).toContain('it broke');
    expect(breaking[0]).toMatchObject({ type: 'next', payload: { data: { breaking: 'one' } } });
    expect(filtered).toMatchObject([{ payload: { data: { filtered: 'one' } } }, { type: 'complete' }]);
    expect(await shop.aliases()).toEqual(['exception:Subscription.broken:Error']);
  });

  it('counts request-scoped and inherited resolvers under the name of their class', async () => {
    abstract class BaseResolver {
      @Query(() => String, { nullable: true, name: 'inherited' })
      find(): string {
        throw new Error('it broke');
      }
    }

    @Resolver()
    class DogsResolver extends BaseResolver {}

    @Resolver()
    @Injectable({ scope: Scope.REQUEST })
    class ScopedResolver {
      constructor(@Inject(REQUEST) readonly context: unknown) {}

      @Query(() => String, { nullable: true })
      scoped(@Args('what', { type: () => String }) what: string): string {
        if (this.context === undefined) return 'no context';
        throw new RangeError(what);
      }
    }
    const shop = await serve(server, { providers: [DogsResolver, ScopedResolver] });

    await shop.ask('{ inherited one: scoped(what: "a") other: scoped(what: "b") }');

    const alerts = (await shop.aliases()).toSorted();
    expect(alerts).toEqual(['exception:Query.inherited:Error', 'exception:Query.scoped:RangeError']);
    expect(shop.sandbox.alerts.map(({ details }) => details['handler'])).toEqual(
      expect.arrayContaining(['DogsResolver.find', 'ScopedResolver.scoped']),
    );
  });

  it('observes resolvers of a schema that comes first, from a class or a factory', async () => {
    @Resolver('Query')
    class PlainResolver {
      @Query()
      plain(): string {
        throw new Error('it broke');
      }

      @Query('renamed')
      named(): string {
        throw new RangeError('it broke');
      }
    }

    @Resolver()
    class MadeResolver {
      @Mutation()
      made(): string {
        throw new TypeError('it broke');
      }
    }
    const providers = [PlainResolver, { provide: 'made', useFactory: () => new MadeResolver() }];
    const typeDefs = 'type Query { plain: String renamed: String } type Mutation { made: String }';
    const shop = await serve(server, { providers, graphql: { typeDefs } });

    await shop.ask('{ plain renamed }');
    await shop.ask('mutation { made }');

    expect((await shop.aliases()).toSorted()).toEqual([
      'exception:Mutation.made:TypeError',
      'exception:Query.plain:Error',
      'exception:Query.renamed:RangeError',
    ]);
  });

  it('alerts while a query takes longer than its @MaxRuntime', async () => {
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    @Resolver()
    class Slow {
      @Query(() => String)
      @MaxRuntime('1m')
      async slow(): Promise<string> {
        await ended;
        return 'done';
      }
    }
    const clock = new VirtualClock();
    const shop = await serve(server, { providers: [Slow], clock });
    const answer = shop.ask('{ slow }');
    await expect.poll(() => clock.advance('1m') ?? shop.aliases()).toEqual(['maxRuntime:Query.slow:1m']);

    end();
    expect(await answer).toMatchObject({ body: { data: { slow: 'done' } } });
    await expect.poll(() => clock.advance('20s') ?? shop.sandbox.alerts).toMatchObject([{ status: 'closed' }]);
  });

  it('leaves resolvers without rules alone', async () => {
    @Resolver()
    class QuietResolver {
      @Query(() => String, { nullable: true })
      @SkipAlerts()
      quiet(): string {
        throw new Error('it broke');
      }
    }
    const shop = await serve(server, { providers: [QuietResolver] });

    await shop.ask('{ quiet }');

    expect(await shop.aliases()).toEqual([]);
    expect(Object.hasOwn(shop.app.get(ExternalContextCreator), 'create')).toBe(false);
  });

  it.each([
    ['off', { observe: { graphql: false } }, false],
    ['without rules for queries', { rules: [onStatus('5XX')] }, false],
    ['disabled', { enabled: false }, false],
    ['on', {}, true],
  ])(
    'replaces the function of Nest only where it has to (%s), and puts it back',
    async (_when, opsgenie, isReplaced) => {
      // After the application has closed.
      onTestFinished(() => expect(Object.hasOwn(contexts, 'create')).toBe(false));
      const shop = await serve(server, { providers: [ShopResolver], opsgenie });
      const contexts = shop.app.get(ExternalContextCreator);
      const method = Object.getOwnPropertyDescriptor(ShopResolver.prototype, 'error')?.value as object;

      expect(Object.hasOwn(contexts, 'create')).toBe(isReplaced);
      expect(Object.getOwnPropertySymbols(method)).toEqual([]);
    },
  );
});
