import {
  Controller,
  Injectable,
  Module,
  type DynamicModule,
  type INestApplicationContext,
  type Type,
} from '@nestjs/common';
import { ExternalContextCreator, NestFactory } from '@nestjs/core';
import { CommandBus, CommandHandler, CqrsModule } from '@nestjs/cqrs';
import { Query, Resolver } from '@nestjs/graphql';
import { MessagePattern, Server, type CustomTransportStrategy } from '@nestjs/microservices';

import { AlertOnException, onException, OpsgenieModule } from '../../../../src/index.js';
import { optionsFor } from '../applications/module-options.js';
import type { CalledApplication } from './called-application.js';
import { startGraphql } from './graphql-application.js';

/** The calls of the application without a server. */
type Entry = 'synchronous' | 'asynchronous' | 'command' | 'message' | 'query';

export type EntryPointName = Entry | 'operation';

/** A transport within the process: what is measured is Nest's handling of a message, not the network. */
class InProcess extends Server implements CustomTransportStrategy {
  listen(ready: () => void): void {
    ready();
  }
  close(): void {}
  on(): void {}
  unwrap(): never {
    throw new Error('There is no server inside.');
  }
}

/** Starts an application whose methods do nothing. Each has classes of its own: a wrapper on one is not on the other. */
export async function startApplication(isObserved: boolean): Promise<CalledApplication<EntryPointName>> {
  const imports = (): DynamicModule[] => (isObserved ? [library()] : []);
  const [methods, graphql] = [await startMethods(imports()), await startGraphql(imports())];
  return {
    calls: { ...methods.calls, ...graphql.calls },
    close: async () => {
      await methods.close();
      await graphql.close();
    },
  };
}

async function startMethods(imports: DynamicModule[]): Promise<CalledApplication<Entry>> {
  @Injectable()
  class Prices {
    @AlertOnException()
    load(): number {
      return 1;
    }

    @AlertOnException()
    fetch(): Promise<number> {
      return Promise.resolve(1);
    }
  }
  class CreateOrder {}

  @CommandHandler(CreateOrder)
  class CreateOrderHandler {
    execute(): Promise<number> {
      return Promise.resolve(1);
    }
  }

  @Controller()
  class Messages {
    @MessagePattern('sum')
    sum(): Promise<number> {
      return Promise.resolve(1);
    }
  }

  @Resolver()
  class Orders {
    @Query(() => String)
    orders(): Promise<number> {
      return Promise.resolve(1);
    }
  }
  const transport = new InProcess();
  const app = await NestFactory.createMicroservice(rootOf([Prices, CreateOrderHandler, Orders], Messages, imports), {
    strategy: transport,
    logger: false,
  });
  await app.listen();
  const prices = app.get(Prices);
  const commands = app.get(CommandBus);
  const handler = transport.getHandlerByPattern('sum');
  const resolve = resolverOf(app, app.get(Orders), 'orders');
  if (handler === null) throw new Error('No handler of the message was registered.');
  return {
    calls: {
      synchronous: () => prices.load(),
      asynchronous: () => prices.fetch(),
      command: () => commands.execute(new CreateOrder()),
      message: () => handler(1, undefined),
      query: () => resolve(undefined, {}, { req: {} }, {}),
    },
    close: () => app.close(),
  };
}

/** What GraphQL calls: a method with its guards, pipes and filters. */
function resolverOf(app: INestApplicationContext, resolver: object, name: string): (...args: unknown[]) => unknown {
  const method = Reflect.get(resolver, name) as () => unknown;
  const contexts = app.get(ExternalContextCreator);
  return contexts.create(resolver, method, name, undefined, undefined, undefined, undefined, undefined, 'graphql');
}

function rootOf(providers: Type<object>[], controller: Type<object>, imports: DynamicModule[]): Type<object> {
  class AppModule {}
  Module({ imports: [CqrsModule.forRoot(), ...imports], providers, controllers: [controller] })(AppModule);
  return AppModule;
}

function library(): DynamicModule {
  return OpsgenieModule.forRoot({ ...optionsFor('http://127.0.0.1:1', [onException()]), enabled: true });
}
