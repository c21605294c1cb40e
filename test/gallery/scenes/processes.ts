import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

import { onTestFinished } from 'vitest';

import { startSandbox } from '../../e2e/application.js';
import { Child } from '../../faults/child.js';
import type { Failure } from '../../faults/programs/orders.js';
import type { Family, Scene } from '../scene.js';

/** A separate process that ends in this way. */
function ending(title: string, failure: Failure): Scene {
  return {
    title,
    play: async () => {
      const sandbox = await startSandbox();
      const taken = createServer().listen(0, '127.0.0.1');
      await once(taken, 'listening');
      onTestFinished(() => void taken.close());
      const { port } = taken.address() as AddressInfo;
      const orders = { baseUrl: sandbox.url, failure, watched: true, ...(failure === 'port taken' && { port }) };
      await new Child('failing', orders).end();
      return { requests: sandbox.requests, log: [] };
    },
  };
}

export const processes: Family = {
  title: 'The process itself',
  scenes: [
    ending('A crash', 'throw'),
    ending('A crash by something that is no error', 'throw a string'),
    ending('A rejection that nothing handles', 'rejection'),
    ending('A port that is taken', 'port taken'),
    ending('A failed start: a missing dependency', 'missing dependency'),
    ending('A failed start: a missing setting', 'missing setting'),
    ending('A failed start: a hook that throws', 'onModuleInit'),
  ],
};
