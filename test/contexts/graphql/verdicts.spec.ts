import { describe, expect, it } from 'vitest';

import { servers, serve } from './servers.js';
import { ShopResolver } from './shop.resolver.js';

/** What a run ends with, and the alert about it; an empty list: it is an ordinary answer. */
const ENDS: readonly (readonly [query: string, aliases: readonly string[]])[] = [
  ['{ ok }', []],
  ['{ error }', ['exception:Query.error:Error']],
  ['{ rejection }', ['exception:Query.rejection:TypeError']],
  ['{ returnedError }', ['exception:Query.returnedError:RangeError']],
  ['{ badRequest }', []],
  ['{ unavailable }', ['exception:Query.unavailable:ServiceUnavailableException']],
  ['{ badInput }', []],
  ['{ unauthenticated }', []],
  ['{ internal }', ['exception:Query.internal:GraphQLError']],
  ['{ withoutCode }', ['exception:Query.withoutCode:GraphQLError']],
  ['{ clientStatus }', []],
  ['{ serverStatus }', ['exception:Query.serverStatus:GraphQLError']],
  ['{ propsWithCode }', []],
  ['{ propsWithoutCode }', ['exception:Query.propsWithoutCode:ErrorWithProps']],
  ['{ propsWithClientStatus }', []],
  ['{ propsWithServerStatus }', ['exception:Query.propsWithServerStatus:ErrorWithProps']],
  ['{ guardThrows }', ['exception:Query.guardThrows:Error']],
  ['{ guardRefuses }', []],
  ['{ pipeRefuses(id: "many") }', []],
  ['{ filteredToAnswer }', []],
  ['{ filteredToValue }', []],
  ['{ filteredToException }', []],
  ['{ filteredToInternal }', ['exception:Query.filteredToInternal:GraphQLError']],
  ['{ filteredToNoCode }', ['exception:Query.filteredToNoCode:GraphQLError']],
  ['{ filteredToNothing }', ['exception:Query.filteredToNothing:Error']],
  ['mutation { createOrder }', ['exception:Mutation.createOrder:Error']],
  ['query Named { alias: error }', ['exception:Query.error:Error']],
  // No resolver runs, and the client is to blame.
  ['{ ok', []],
  ['{ unknown }', []],
  ['query ($id: String!) { pipeRefuses(id: $id) }', []],
];

describe.each(servers)('a root resolver on $name', (server) => {
  it.each(ENDS)('%s', async (query, aliases) => {
    const shop = await serve(server, { providers: [ShopResolver] });

    await shop.ask(query);

    expect(await shop.aliases()).toEqual(aliases);
  });
});
