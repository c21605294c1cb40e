import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLModule, GraphQLSchemaHost, Query, Resolver } from '@nestjs/graphql';
import { ExpressAdapter } from '@nestjs/platform-express';
import { graphql } from 'graphql';

import type { CalledApplication } from './called-application.js';

/** Starts an application with one query. A call parses, validates and executes it, as a server of GraphQL does for each request. */
export async function startGraphql(imports: readonly DynamicModule[]): Promise<CalledApplication<'operation'>> {
  @Resolver()
  class Orders {
    @Query(() => String)
    orders(): Promise<string> {
      return Promise.resolve('none');
    }
  }
  class AppModule {}
  const root: DynamicModule = {
    module: AppModule,
    imports: [GraphQLModule.forRoot<ApolloDriverConfig>({ driver: ApolloDriver, autoSchemaFile: true }), ...imports],
    providers: [Orders],
  };
  const app = await NestFactory.create(root, new ExpressAdapter(), { logger: false });
  await app.init();
  const { schema } = app.get(GraphQLSchemaHost);
  return {
    calls: { operation: () => graphql({ schema, source: '{ orders }', contextValue: { req: {} } }) },
    close: () => app.close(),
  };
}
