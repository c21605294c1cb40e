import { Controller, Get } from '@nestjs/common';
import { describe, expect, it } from 'vitest';

import { VirtualClock, type OpsgenieSandbox } from '../../src/testing/index.js';
import { PLATFORM_FAULTS, type PlatformFault } from '../faults/platform-faults.js';
import { adapters, start, startSandbox, type RunningApplication } from './application.js';

@Controller('orders')
class OrdersController {
  @Get('fine')
  fine() {
    return { id: 7 };
  }

  @Get('throws')
  throws() {
    throw new TypeError('no connection');
  }

  @Get('throws-too')
  throwsToo() {
    throw new TypeError('no connection');
  }
}

const FINE = { status: 200, body: { id: 7 } };
const FAILED = { status: 500, body: { statusCode: 500, message: 'Internal server error' } };

const blueprint = {
  controllers: [OrdersController],
  // What the troubled platform did not take is not waited for at the end of a test.
  opsgenie: { delivery: { flushTimeout: 1 } },
};

// The clock of the machine is not the test's to move.
const FAULTS = PLATFORM_FAULTS.filter(({ meanwhile }) => meanwhile === undefined);

describe.each(adapters)('while the platform has a fault, all requests are answered as usual, on $name', (adapter) => {
  it.each(FAULTS)('even if it $title', async ({ fault, hangs, takesEffect }) => {
    const { application, struck } = await startWith(fault, hangs);

    expect(await answerTo(application, 'throws')).toEqual(FAILED);
    await struck();
    expect(await answerTo(application, 'fine')).toEqual(FINE);
    expect(await answerTo(application, 'throws')).toEqual(FAILED);
    expect(await answerTo(application, 'throws-too')).toEqual(FAILED);

    expect(application.sandbox.alerts.length).toBeLessThanOrEqual(takesEffect === undefined ? 0 : 2);
    // A hanging platform has received the request and has not answered yet.
    const accepted = application.creates.filter(({ status }) => status === 202);
    expect(accepted.length).toBeLessThanOrEqual(hangs === undefined ? 2 : 0);
    expect(application.opsgenie.stats()).toMatchObject({ dropped: 0 });
  });

  async function startWith(fault: PlatformFault['fault'], hangs: number | undefined) {
    const application = await start(
      adapter,
      blueprint,
      hangs === undefined ? undefined : await sandboxThatStandsStill(),
    );
    if (fault === 'refused') {
      await application.sandbox.stop();
      return { application, struck: () => application.responsesClosed() };
    }
    application.sandbox.fault(fault);
    return { application, struck: () => application.sandbox.waitForRequest(isCreate) };
  }

  it('and delivers everything once the platform has recovered', async () => {
    const clock = new VirtualClock(0);
    const application = await start(adapter, blueprint, await startSandbox({ clock }));
    application.sandbox.fault({ delay: '2s', times: 1 });

    expect(await answerTo(application, 'throws')).toEqual(FAILED);
    await application.sandbox.waitForRequest(isCreate);
    expect(application.sandbox.alerts).toEqual([]);
    clock.advance('2s');

    await application.sandbox.waitForAlert({ alias: 'shop:test:exception:GET /orders/throws:TypeError', count: 1 });
  });
});

function sandboxThatStandsStill(): Promise<OpsgenieSandbox> {
  return startSandbox({ clock: new VirtualClock(0) });
}

function isCreate({ method, path }: { readonly method: string; readonly path: string }): boolean {
  return method === 'POST' && path === '/v2/alerts';
}

async function answerTo(application: RunningApplication, path: string) {
  const response = await application.request(`GET /orders/${path}`);
  return { status: response.status, body: await response.json() };
}
