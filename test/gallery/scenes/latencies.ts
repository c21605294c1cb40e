import { onLatency } from '../../../src/index.js';
import type { Family } from '../scene.js';
import { Stage } from '../stage.js';

export const latencies: Family = {
  title: 'Latencies',
  scenes: [
    {
      title: 'A slow request',
      play: async () => {
        const stage = await Stage.open({ rules: [onLatency('2s')] });
        stage.behaviour = () => stage.clock.advance('2307ms');
        await stage.get('/orders/4711');
        await stage.recover('/orders/4711');
        return stage.played;
      },
    },
    {
      title: 'Several slow requests',
      play: async () => {
        const stage = await Stage.open({ rules: [onLatency('1s', { count: 3, within: '1m' })] });
        stage.behaviour = () => stage.clock.advance('1490ms');
        await stage.get('/orders/4711', 3);
        await stage.recover('/orders/4711');
        return stage.played;
      },
    },
    {
      title: 'A share of slow requests',
      play: async () => {
        const stage = await Stage.open({ rules: [onLatency(100, { share: 0.05, window: '1m' })] });
        let request = 0;
        stage.behaviour = () => {
          if (++request % 3 === 0) stage.clock.advance('150ms');
        };
        await stage.get('/orders/4711', 60, '400ms');
        await stage.recover('/orders/4711');
        return stage.played;
      },
    },
  ],
};
