import { Controller, Get, Post, UseGuards } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { describe, expect, it, onTestFinished } from 'vitest';

import { onException, onStatus } from '../../src/index.js';
import { adapters, rootModule, RunningApplication, startSandbox, type Adapter } from './application.js';
import { expectAlerts } from './coverage-matrix/situations.js';

class StockIsDown extends Error {}

const throwing = {
  canActivate() {
    throw new StockIsDown('no connection');
  },
};

@Controller('orders')
class OrdersController {
  @Get('throws')
  throws() {
    throw new StockIsDown('no connection');
  }

  @Get('guarded')
  @UseGuards(throwing)
  guarded() {}

  @Post()
  create() {}
}

// Here the adapter comes after the modules were made.
async function startForTest(adapter: Adapter): Promise<RunningApplication> {
  const sandbox = await startSandbox();
  const opsgenie = { rules: [onException(), onStatus('4XX')] };
  const root = rootModule({ controllers: [OrdersController], opsgenie }, sandbox);
  const testing = await Test.createTestingModule({ imports: [root] }).compile();
  const app = testing.createNestApplication(adapter.create(), { logger: false, forceCloseConnections: true });
  onTestFinished(() => app.close());
  await app.listen(0, '127.0.0.1');
  return new RunningApplication(app, sandbox);
}

describe.each(adapters)('an application of Test.createTestingModule(), on $name', (adapter) => {
  it.each([
    ['GET /orders/throws', 500, 'exception:GET /orders/throws:StockIsDown'],
    ['GET /orders/guarded', 500, 'exception:GET /orders/guarded:StockIsDown'],
    ['GET /nowhere', 404, 'status:404:*:4XX'],
  ])('is watched: %s', async (line, status, alias) => {
    const application = await startForTest(adapter);

    expect((await application.request(line)).status).toBe(status);

    await expectAlerts(application, [{ alias, status }]);
  });

  it('is observed before it reads a body', async () => {
    const application = await startForTest(adapter);

    const headers = { 'content-type': 'application/json' };
    expect((await application.request('POST /orders', { headers, body: '{' })).status).toBe(400);

    expect(await application.receivedAlerts()).toMatchObject([{ status: '400', count: '1' }]);
  });
});
