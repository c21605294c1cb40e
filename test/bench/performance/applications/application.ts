import { peerFile } from '../peers.js';
import { Worker } from '../processes/worker.js';
import type { AdapterName, ServerAnswers } from './server.js';
import { VARIANTS, type VariantName } from './variants.js';

/** The applications that a run compares with each other. */
export const ADAPTERS: readonly AdapterName[] = ['fastify', 'express'];

/** An application that runs in a process of its own. */
export interface Application {
  readonly url: string;
  /** The CPU time that it has used, in microseconds. */
  readonly cpuTime: () => Promise<number>;
}

/** What an application talks to. */
export interface Surroundings {
  readonly adapter: AdapterName;
  /** The address of the sandbox. */
  readonly platform: string;
  /** The address of the server that swallows what Sentry sends. */
  readonly sink?: string;
}

/** Runs an application while it is used. */
export function withApplication<Result>(
  name: VariantName,
  { adapter, platform, sink = platform }: Surroundings,
  use: (application: Application) => Promise<Result>,
): Promise<Result> {
  const { preload } = VARIANTS[name];
  const nodeOptions = preload === undefined ? [] : ['--import', peerFile(preload).href];
  const environment = { SENTRY_DSN: sink.replace('://', '://public@') + '/1' };
  return Worker.use<ServerAnswers, Result>(
    new URL('server.js', import.meta.url),
    { place: 'server', nodeOptions, environment },
    async (server) => {
      const url = await server.ask('listen', name, adapter, platform);
      return use({ url, cpuTime: () => server.ask('cpuTime') });
    },
  );
}
