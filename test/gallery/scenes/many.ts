import { ServiceUnavailableException } from '@nestjs/common';

import { onErrorRate, onException, onStatus } from '../../../src/index.js';
import type { Family } from '../scene.js';
import { Stage } from '../stage.js';

const ROUTES = ['/stock/a/1', '/stock/b/1', '/stock/c/1', '/stock/d/1', '/stock/e/1', '/stock/f/1', '/orders/1'];

export const many: Family = {
  title: 'Many at once',
  scenes: [
    {
      title: 'A storm',
      besides: /:exception:GET/,
      play: async () => {
        const stage = await Stage.open({ rules: [onException({ keepFiringFor: '1m' })] });
        stage.behaviour = () => {
          throw new Error('the database is down');
        };
        for (const route of ROUTES) await stage.get(route);
        await stage.wait('1m');
        await stage.get('/checkout/1');
        await stage.wait('1m');
        stage.behaviour = () => 'ok';
        for (const route of [...ROUTES, '/checkout/1']) await stage.get(route, 3, '5s');
        await stage.wait('3m', '10s');
        return stage.played;
      },
    },
    {
      title: 'More alerts than the rate limit allows',
      besides: /^t\d+$/,
      play: async () => {
        const stage = await Stage.open({ delivery: { perMinute: 30, burst: 10 } });
        for (let number = 0; number < 14; number++)
          stage.opsgenie.raise({ message: `t${number}`, alias: `t${number}` });
        await stage.wait('1m');
        return stage.played;
      },
    },
    {
      title: 'A wider incident stands for narrower ones',
      play: async () => {
        const rules = [onErrorRate(0.1, { window: '30s', minBad: 3, minSamples: 5 }), onStatus(503, { count: 5 })];
        const stage = await Stage.open({ rules });
        await stage.get('/orders/1', 60);
        stage.behaviour = () => {
          throw new ServiceUnavailableException();
        };
        await stage.get('/stock/a/1', 40);
        await stage.get('/stock/b/1', 40);
        await stage.recover('/orders/1');
        return stage.played;
      },
    },
  ],
};
