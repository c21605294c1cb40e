import { ServiceUnavailableException } from '@nestjs/common';

import { onBurnRate, onErrorRate, type OpsgenieModuleOptions } from '../../../src/index.js';
import type { Family, Scene } from '../scene.js';
import { Stage } from '../stage.js';

/** Traffic of which a share fails. */
interface Traffic {
  /** @defaultValue the checkout */
  readonly path?: string;
  /** Requests that all succeed, before. */
  readonly before: number;
  /** Then one of this many fails. */
  readonly oneIn: number;
  /** How many requests of these there are. */
  readonly requests: number;
  /** The time between two. Milliseconds. */
  readonly every: number;
}

function failing(title: string, rules: NonNullable<OpsgenieModuleOptions['rules']>, traffic: Traffic): Scene {
  return {
    title,
    play: async () => {
      const stage = await Stage.open({ rules });
      const { path = '/checkout/1' } = traffic;
      await stage.get(path, traffic.before, traffic.every);
      let request = 0;
      stage.behaviour = () => {
        if (++request % traffic.oneIn === 0) throw new ServiceUnavailableException('no stock service');
        return 'ok';
      };
      await stage.get(path, traffic.requests, traffic.every);
      await stage.recover(path);
      return stage.played;
    },
  };
}

export const ratios: Family = {
  title: 'Shares of the requests',
  scenes: [
    failing('An error rate of the service', [onErrorRate(0.01, { window: '24s', minBad: 3 })], {
      before: 600,
      oneIn: 10,
      requests: 100,
      every: 10,
    }),
    failing('An error rate of a controller', [], {
      path: '/refunds/1',
      before: 120,
      oneIn: 2,
      requests: 100,
      every: 250,
    }),
    failing('A burn rate, by its first pair', [onBurnRate(0.999, { pairs: [{ long: '10s', factor: 20 }] })], {
      before: 200,
      oneIn: 5,
      requests: 100,
      every: 20,
    }),
    failing(
      'A burn rate, by its second pair',
      [
        onBurnRate(0.99, {
          pairs: [
            { long: '2s', factor: 40 },
            { long: '12s', factor: 14 },
          ],
        }),
      ],
      { before: 240, oneIn: 6, requests: 230, every: 20 },
    ),
    failing('Nothing succeeds', [onErrorRate(0.01, { window: '10m' })], {
      before: 1,
      oneIn: 1,
      requests: 12,
      every: 5_000,
    }),
  ],
};
