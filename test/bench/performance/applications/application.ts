import { peerFile } from '../peers.js';
import { Worker } from '../processes/worker.js';
import type { AdapterName, ServerAnswers } from './server.js';
import { VARIANTS, type VariantName } from './variants.js';

/** The compared applications. */
export const ADAPTERS: readonly AdapterName[] = ['fastify', 'express'];

/** An application in a separate process. */
export interface Application {
  readonly url: string;
  /** Its CPU time so far, in microseconds. */
  readonly cpuTime: () => Promise<number>;
}

/** The servers that an application uses. */
export interface Surroundings {
  readonly adapter: AdapterName;
  /** The URL of the sandbox. */
  readonly platform: string;
  /** The URL of the server that discards Sentry's data. */
  readonly sink?: string;
  /** The address of the fleet's Redis. */
  readonly redis?: string;
}

/** Runs an application for the duration of a callback. */
export function withApplication<Result>(
  name: VariantName,
  { adapter, platform, sink = platform, redis = '' }: Surroundings,
  use: (application: Application) => Promise<Result>,
): Promise<Result> {
  const { preload } = VARIANTS[name];
  const nodeOptions = preload === undefined ? [] : ['--import', peerFile(preload).href];
  const environment = { SENTRY_DSN: sink.replace('://', '://public@') + '/1', FLEET_REDIS_URL: redis };
  return Worker.use<ServerAnswers, Result>(
    new URL('server.js', import.meta.url),
    { place: 'server', nodeOptions, environment },
    async (server) => {
      const url = await server.ask('listen', name, adapter, platform);
      return use({ url, cpuTime: () => server.ask('cpuTime') });
    },
  );
}
