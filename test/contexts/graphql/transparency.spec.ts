import { setImmediate as turnOfTheEventLoop } from 'node:timers/promises';

import { describe, expect, it, onTestFinished } from 'vitest';

import { onErrorRate, onException, onLatency, onStatus, type OpsgenieModuleOptions } from '../../../src/index.js';
import { RecordingLogger } from '../../e2e/recording-logger.js';
import { servers, serve, type GraphqlServer } from './servers.js';
import { ShopResolver } from './shop.resolver.js';

const FIELDS = Object.getOwnPropertyNames(ShopResolver.prototype).filter((name) => name !== 'constructor');
const ROOTS = FIELDS.filter((name) => name !== 'createOrder' && name !== 'pipeRefuses');

/** Everything that a client can ask of the shop. */
const QUERIES = [
  ...ROOTS.map((field) => `{ ${field} }`),
  '{ pipeRefuses(id: "many") }',
  '{ pipeRefuses(id: "7") }',
  'mutation { createOrder }',
  '{ a: ok b: error c: ok }',
  '{ ok ',
  '{ unknown }',
  'query ($id: String!) { pipeRefuses(id: $id) }',
];

/** Sends all queries to an application. @returns what its clients and its operators see of it */
async function run(server: GraphqlServer, opsgenie: Partial<OpsgenieModuleOptions> | 'absent') {
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  const logger = new RecordingLogger();
  const shop = await serve(server, { providers: [ShopResolver], opsgenie, logger });
  const replies = [];
  for (const query of QUERIES) replies.push({ query, ...(await shop.ask(query)) });
  await turnOfTheEventLoop();
  return { replies, lines: logger.lines, unhandled };
}

describe.each(servers)('GraphQL on $name', (server) => {
  it.each([
    ['observed', { rules: [onException(), onErrorRate(0.01), onLatency('1s'), onStatus('5XX')] }],
    ['switched off', { observe: { graphql: false } }],
  ])('answers and logs the same with the library as without (%s)', async (_how, opsgenie) => {
    const without = await run(server, 'absent');

    expect(without.replies.length).toBe(QUERIES.length);
    expect(without.lines.length).toBeGreaterThan(0);
    expect(await run(server, opsgenie)).toEqual(without);
  });
});
