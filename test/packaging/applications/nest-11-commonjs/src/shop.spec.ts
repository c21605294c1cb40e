import { expect, it } from '@jest/globals';

import { failOnce } from './shop';

it('alerts when a route fails', async () => {
  expect(await failOnce()).toEqual({
    status: 500,
    alias: 'shop:test:exception:GET /orders/:id:Error',
    priority: 'P1',
  });
});
