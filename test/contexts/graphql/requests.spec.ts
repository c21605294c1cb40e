import type { IncomingMessage, Server, ServerResponse } from 'node:http';

import { describe, expect, it } from 'vitest';

import { onErrorRate, onException, onStatus, OpsgenieService, type Duration } from '../../../src/index.js';
import { VirtualClock } from '../../../src/testing/index.js';
import { servers, serve, type GraphqlApp } from './servers.js';
import { ShopResolver } from './shop.resolver.js';

const BOTH = { rules: [onException(), onStatus('5XX')] };

/** Sends a query now and then, by the clock of the library. */
async function keepAsking(shop: GraphqlApp, clock: VirtualClock, query: string, pause: Duration, times: number) {
  for (let time = 0; time < times; time++) {
    await shop.ask(query);
    // What is being sent must not time out by that clock.
    await shop.aliases();
    clock.advance(pause);
  }
}

/** Lets the server answer every request with a status, whatever GraphQL says. @returns a function that undoes it */
function answerWith({ app }: GraphqlApp, status: number): () => void {
  const server = app.getHttpServer() as Server;
  const change = (_request: IncomingMessage, response: ServerResponse): void => {
    const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
    response.writeHead = (_status: number, ...rest: unknown[]) => writeHead(status, ...rest);
  };
  server.prependListener('request', change);
  return () => server.off('request', change);
}

describe.each(servers)('a request that carries queries to $name', (server) => {
  it('counts by its queries, and not once more by itself', async () => {
    const clock = new VirtualClock();
    // One of three queries fails; with the requests among them, it would be one of four.
    const opsgenie = { rules: [onErrorRate(0.3, { window: '1m' })] };
    const shop = await serve(server, { providers: [ShopResolver], clock, opsgenie });

    await keepAsking(shop, clock, '{ a: ok b: error c: ok }', '1s', 90);

    expect(await shop.aliases()).toEqual(['errorRate:*:30%']);
  });

  it('counts each query of a batch, and the request not at all', async () => {
    const opsgenie = { rules: [onException(), onStatus('5XX')] };
    const shop = await serve(server, { providers: [ShopResolver], opsgenie });
    const batch = ['{ ok }', '{ error }', '{ a: error b: ok }'].map((query) => ({ query }));

    const response = await fetch(`http://127.0.0.1:${shop.port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(batch),
    });

    expect(await response.json()).toMatchObject([{ data: {} }, { errors: [{}] }, { errors: [{}] }]);
    expect(await shop.aliases()).toEqual(['exception:Query.error:Error']);
    expect(shop.app.get(OpsgenieService).active()).toMatchObject([{ operation: 'Query.error', bad: 2, total: 2 }]);
  });

  it('does not fail once more where its query has failed', async () => {
    const clock = new VirtualClock();
    // One of four queries fails; with the requests among them, it would be two of five.
    const opsgenie = { rules: [onErrorRate(0.3, { window: '1m' })] };
    const shop = await serve(server, { providers: [ShopResolver], clock, opsgenie });
    answerWith(shop, 500);

    await keepAsking(shop, clock, '{ a: ok b: ok c: ok d: error }', '1s', 90);

    expect(await shop.aliases()).toEqual([]);
  });

  it('alerts once if its query fails and the answer is 500', async () => {
    const shop = await serve(server, { providers: [ShopResolver], opsgenie: BOTH });
    answerWith(shop, 500);

    expect(await shop.ask('{ error }')).toMatchObject({ status: 500 });

    expect(await shop.aliases()).toEqual(['exception:Query.error:Error']);
  });

  it('counts by its status what its queries do not explain', async () => {
    const shop = await serve(server, { providers: [ShopResolver], opsgenie: BOTH });
    answerWith(shop, 500);

    await shop.ask('{ ok }');

    expect(await shop.aliases()).toEqual(['status:POST /graphql:5XX']);
  });

  it.each([
    ['no rule counts queries', { rules: [onStatus('5XX')] }],
    ['queries are not observed', { ...BOTH, observe: { graphql: false } }],
  ])('counts by its status if %s', async (_when, opsgenie) => {
    const shop = await serve(server, { providers: [ShopResolver], opsgenie });
    answerWith(shop, 500);

    await shop.ask('{ error }');

    expect(await shop.aliases()).toEqual(['status:POST /graphql:5XX']);
  });

  it('counts for a rule about its status, whatever its queries say', async () => {
    const opsgenie = { rules: [onException(), onStatus(402)] };
    const shop = await serve(server, { providers: [ShopResolver], opsgenie });
    answerWith(shop, 402);

    await shop.ask('{ error }');

    expect((await shop.aliases()).toSorted()).toEqual(['exception:Query.error:Error', 'status:POST /graphql:402']);
  });

  it('is named by the path of GraphQL also where it carries no query, and no other path is', async () => {
    const shop = await serve(server, { providers: [ShopResolver], opsgenie: { rules: [onStatus(418)] } });
    answerWith(shop, 418);

    await shop.ask('{ no such field }');
    await fetch(`http://127.0.0.1:${shop.port}/another/path`);

    const aliases = (await shop.aliases()).map(decodeURIComponent);
    expect(aliases.filter((alias) => alias.includes('graphql'))).toEqual(['status:POST /graphql:418']);
    expect(aliases).toHaveLength(2);
  });

  it('shows that requests are answered again', async () => {
    const clock = new VirtualClock();
    const shop = await serve(server, { providers: [ShopResolver], clock, opsgenie: BOTH });
    const undo = answerWith(shop, 500);
    await shop.ask('{ ok }');
    expect(await shop.aliases()).toEqual(['status:POST /graphql:5XX']);
    undo();

    // Ten minutes: an incident ends after five good ones.
    await keepAsking(shop, clock, '{ ok }', '10s', 60);
    await shop.aliases();

    expect(shop.sandbox.alerts).toMatchObject([{ status: 'closed' }]);
  });
});
