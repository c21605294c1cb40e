import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ServiceUnavailableException } from '@nestjs/common';
import { onTestFinished } from 'vitest';

import { onErrorRate, onException, onStatus } from '../../../src/index.js';
import type { Behaviour } from '../shop.js';
import type { Family } from '../scene.js';
import { Stage } from '../stage.js';

const fails: Behaviour = () => {
  throw new ServiceUnavailableException('no stock service');
};

/** A directory for a journal. */
function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'gallery-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export const life: Family = {
  title: 'What becomes of an alert',
  scenes: [
    {
      title: 'It grows, and recovers',
      play: async () => {
        const stage = await Stage.open({ rules: [onErrorRate(0.1, { window: '1m', minBad: 5 })] });
        await stage.get('/orders/1', 120);
        let request = 0;
        stage.behaviour = (operation) => (++request % 4 === 0 ? fails(operation) : 'ok');
        await stage.get('/orders/1', 60);
        stage.behaviour = (operation) => {
          if (++request % 2 === 0) throw new Error('no route to host');
          return fails(operation);
        };
        await stage.get('/orders/1', 120);
        await stage.recover('/orders/1');
        return stage.played;
      },
    },
    {
      title: 'It flaps',
      play: async () => {
        const stage = await Stage.open({ rules: [onStatus(503, { keepFiringFor: '10s' })] });
        for (let time = 0; time < 3; time++) {
          stage.behaviour = fails;
          await stage.get('/checkout/1');
          await stage.recover('/checkout/1');
        }
        return stage.played;
      },
    },
    {
      title: 'It is muted',
      play: async () => {
        const stage = await Stage.open({ rules: [onStatus(503)] });
        stage.opsgenie.mute({ for: '1m', reason: 'migration of the database' });
        stage.behaviour = fails;
        await stage.get('/orders/1', 12, '10s');
        await stage.recover('/orders/1');
        return stage.played;
      },
    },
    {
      title: 'It goes stale',
      play: async () => {
        const stage = await Stage.open({ rules: [onStatus(503)] });
        stage.behaviour = fails;
        await stage.get('/orders/1', 2);
        await stage.wait('25h', '10m');
        return stage.played;
      },
    },
    {
      title: 'Its process ends, and its operation does not run again',
      play: async () => {
        const options = { rules: [onException()], delivery: { journal: { directory: newDirectory() } } };
        const first = await Stage.open(options);
        first.behaviour = fails;
        await first.get('/orders/1');
        await first.close();
        first.clock.advance('5m');
        const second = await Stage.open(options, first);
        await second.wait('25h', '10m');
        return second.played;
      },
    },
    {
      title: 'Its process crashes, and the next one is stable',
      play: async () => {
        const options = { processErrors: true, delivery: { journal: { directory: newDirectory() } } };
        const first = await Stage.open(options);
        await first.crash(new TypeError('order is undefined'));
        first.clock.advance('10s');
        const second = await Stage.open(options, first);
        await second.wait('6m', '10s');
        return second.played;
      },
    },
  ],
};
