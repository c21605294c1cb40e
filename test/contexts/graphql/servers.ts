import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import type { DynamicModule, INestApplication, Type } from '@nestjs/common';
import { NestFactory, type AbstractHttpAdapter } from '@nestjs/core';
import { GraphQLModule, type GqlModuleOptions } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';

import { OPSGENIE_CLOCK } from '../../../src/index.js';
import type { VirtualClock } from '../../../src/testing/index.js';
import { start, type ObservedApp, type Parts } from '../application.js';

/** Options that both servers take. */
export type Options = Pick<GqlModuleOptions, 'typeDefs' | 'autoSchemaFile' | 'context'> &
  Pick<ApolloDriverConfig, 'preserveHttpStatusForExecutionErrors'>;

/** A server of GraphQL, on an HTTP adapter. */
export interface GraphqlServer {
  readonly name: string;
  readonly moduleOf: (options: Options) => DynamicModule;
  readonly adapter: () => AbstractHttpAdapter;
}

const apollo = (options: Options): DynamicModule =>
  GraphQLModule.forRoot<ApolloDriverConfig>({
    driver: ApolloDriver,
    playground: false,
    includeStacktraceInErrorResponses: false,
    subscriptions: { 'graphql-ws': true },
    allowBatchedHttpRequests: true,
    ...options,
  });

const mercurius = (options: Options): DynamicModule =>
  GraphQLModule.forRoot<MercuriusDriverConfig>({
    driver: MercuriusDriver,
    subscription: true,
    allowBatchedQueries: true,
    ...options,
  } as MercuriusDriverConfig);

const fastify = (): AbstractHttpAdapter => new FastifyAdapter({ forceCloseConnections: true });

export const servers: readonly GraphqlServer[] = [
  { name: 'Apollo on Express', moduleOf: apollo, adapter: () => new ExpressAdapter() },
  { name: 'Apollo on Fastify', moduleOf: apollo, adapter: fastify },
  { name: 'Mercurius', moduleOf: mercurius, adapter: fastify },
];

/** What a client receives. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** A listening application with a GraphQL server. */
export interface GraphqlApp extends ObservedApp<INestApplication> {
  readonly port: number;
  /** Sends a query and returns the answer. */
  ask(query: string, variables?: Record<string, unknown>): Promise<Reply>;
}

/** The parts of an application with a GraphQL server. */
export interface GraphqlParts extends Parts {
  readonly graphql?: Options;
  /** Replaces the library's clock. */
  readonly clock?: VirtualClock;
}

/** Starts an application with a GraphQL server. It stops when the test ends. */
export async function serve(server: GraphqlServer, parts: GraphqlParts): Promise<GraphqlApp> {
  const { graphql: options = {}, clock } = parts;
  const schema = options.typeDefs === undefined ? { autoSchemaFile: true } : {};
  const imports = [server.moduleOf({ ...schema, ...options }), ...(parts.imports ?? [])];
  const settings = { logger: parts.logger ?? false, abortOnError: false, forceCloseConnections: true };
  const create = async (root: Type<object>): Promise<INestApplication> => {
    if (clock === undefined) return NestFactory.create(root, server.adapter(), settings);
    const builder = Test.createTestingModule({ imports: [root] });
    const testing = await builder.overrideProvider(OPSGENIE_CLOCK).useValue(clock).compile();
    return testing.createNestApplication(server.adapter(), settings);
  };
  const running = await start({ ...parts, imports }, create);
  await running.app.listen(0, '127.0.0.1');
  const { port } = (running.app.getHttpServer() as Server).address() as AddressInfo;
  return {
    ...running,
    port,
    ask: async (query, variables = {}) => {
      const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      return { status: response.status, body: await response.json() };
    },
  };
}
