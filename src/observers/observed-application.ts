import { Server } from 'node:net';

import type {
  AbstractHttpAdapter,
  ApplicationConfig,
  ExternalContextCreator,
  HttpAdapterHost,
  LazyModuleLoader,
  ModulesContainer,
} from '@nestjs/core';

/** A Nest application, as its observers see it. */
export interface ObservedApplication {
  readonly config: ApplicationConfig;
  /** Has no adapter in an application without HTTP, and may get one late. */
  readonly host: HttpAdapterHost;
  /** All classes are in it from the beginning, and all instances by the time of `Observer.connect()`. */
  readonly modules: ModulesContainer;
  readonly contexts: ExternalContextCreator;
  /** Adds classes to {@link modules} later. */
  readonly lazyModules: LazyModuleLoader;
}

/** The HTTP adapter of an application that has one. */
export function adapterOf({ host }: ObservedApplication): AbstractHttpAdapter | undefined {
  // Nest's types promise one, but there is none in an application without HTTP.
  const { httpAdapter }: { readonly httpAdapter?: AbstractHttpAdapter | null } = host;
  return httpAdapter ?? undefined;
}

/** The server of an application that has one. */
export function serverOf(application: ObservedApplication): Server | undefined {
  const server: unknown = adapterOf(application)?.getHttpServer();
  return server instanceof Server ? server : undefined;
}
