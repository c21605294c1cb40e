import { HttpException } from '@nestjs/common';

import { onStatus, type OpsgenieModuleOptions } from '../../../src/index.js';
import type { Family, Scene } from '../scene.js';
import { Stage } from '../stage.js';

class PaymentProviderDown extends HttpException {}

/** Requests that are answered with these statuses, one after the other. */
function answered(
  title: string,
  rules: NonNullable<OpsgenieModuleOptions['rules']>,
  path: string,
  statuses: readonly number[],
): Scene {
  return {
    title,
    play: async () => {
      const stage = await Stage.open({ rules });
      const left = [...statuses];
      stage.behaviour = () => {
        throw new PaymentProviderDown('the payment provider is down', left.shift() ?? 500);
      };
      await stage.get(path, statuses.length);
      await stage.recover('/orders/4711');
      return stage.played;
    },
  };
}

const LONG_PATH = '/wallet/customers/1/subscriptions/2/invoices/3/line-items/4';

export const statuses: Family = {
  title: 'Statuses',
  scenes: [
    answered('A status', [onStatus(503)], '/orders/4711', [503]),
    answered('A range', [onStatus('500-504', { count: 3, within: '10s' })], '/orders/4711', [502, 502, 502]),
    answered('Two statuses of a list', [onStatus([409, 429], { count: 2, within: '1m' })], '/orders/1', [409, 429]),
    answered('A long route', [onStatus('5XX', { count: 3, within: '5m' })], LONG_PATH, [500, 500, 500]),
    {
      title: 'Unknown URLs',
      play: async () => {
        const stage = await Stage.open({ rules: [onStatus(404, { count: 3, within: '10s' })] });
        await stage.get('/wp-login.php', 3);
        await stage.recover('/orders/4711');
        return stage.played;
      },
    },
  ],
};
