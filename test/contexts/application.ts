import {
  Module,
  type INestApplicationContext,
  type LoggerService,
  type ModuleMetadata,
  type Type,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { onTestFinished } from 'vitest';

import { onException, OpsgenieModule, OpsgenieService, type OpsgenieModuleOptions } from '../../src/index.js';
import { OpsgenieSandbox } from '../../src/testing/index.js';

const API_KEY = '8a1f3d52-6c0b-4e7a-9d3e-2b5c7f9e1a04';

/** The parts of an application. */
export interface Parts extends Pick<ModuleMetadata, 'controllers' | 'providers' | 'imports'> {
  /** Options of the library; `'absent'`: the application does not import it. @defaultValue `onException()` as the only rule */
  readonly opsgenie?: Partial<OpsgenieModuleOptions> | 'absent';
  readonly logger?: LoggerService | false;
}

/** An application with the sandbox that its alerts go to. */
export interface ObservedApp<App extends INestApplicationContext = INestApplicationContext> {
  readonly app: App;
  readonly sandbox: OpsgenieSandbox;
  /** The aliases of all alerts so far, without service and environment, in order; sends what is waiting first. */
  aliases(): Promise<string[]>;
}

/** The root module of an application. */
export function rootOf(parts: Parts, sandbox: OpsgenieSandbox): Type<object> {
  const { opsgenie = {}, imports = [], controllers = [], providers = [] } = parts;
  const options: OpsgenieModuleOptions = {
    enabled: true,
    apiKey: API_KEY,
    baseUrl: sandbox.url,
    service: 'shop',
    environment: 'test',
    rules: [onException()],
    logger: false,
    ...(opsgenie === 'absent' ? {} : opsgenie),
  };
  class AppModule {}
  const library = opsgenie === 'absent' ? [] : [OpsgenieModule.forRoot(options)];
  Module({ imports: [...imports, ...library], controllers, providers })(AppModule);
  return AppModule;
}

/** Starts an application without a server. It stops when the test ends. */
export async function startContext(parts: Parts): Promise<ObservedApp> {
  return start(parts, async (root) => {
    const app = await NestFactory.createApplicationContext(root, {
      logger: parts.logger ?? false,
      abortOnError: false,
    });
    return app;
  });
}

/** Starts an application that `create` makes. It stops when the test ends. */
export async function start<App extends INestApplicationContext>(
  parts: Parts,
  create: (root: Type<object>) => Promise<App>,
): Promise<ObservedApp<App>> {
  const sandbox = await OpsgenieSandbox.start({ processingDelay: 0 });
  onTestFinished(() => sandbox.stop());
  const app = await create(rootOf(parts, sandbox));
  onTestFinished(() => app.close());
  return {
    app,
    sandbox,
    aliases: async () => {
      if (parts.opsgenie !== 'absent') await app.get(OpsgenieService).flush();
      return sandbox.alerts.map(({ alias }) => alias.replace('shop:test:', ''));
    },
  };
}
