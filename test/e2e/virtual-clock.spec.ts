import { Controller, Get, ServiceUnavailableException } from '@nestjs/common';
import { describe, expect, it } from 'vitest';

import { onErrorRate } from '../../src/index.js';
import { VirtualClock } from '../../src/testing/index.js';
import { adapters, start, type RunningApplication } from './application.js';

/** A minute of requests, one each second. */
async function minuteOf(application: RunningApplication, clock: VirtualClock): Promise<void> {
  for (let second = 0; second < 60; second++) {
    await (await application.request('GET /orders')).arrayBuffer();
    await application.responsesClosed();
    clock.advance('1s');
  }
  await application.opsgenie.flush();
}

describe.each(adapters)("a test that overrides the module's clock, on $name", (adapter) => {
  it('sees an error rate open an alert and close it, minutes later by that clock only', async () => {
    let isDown = true;
    @Controller('orders')
    class OrdersController {
      @Get()
      list(): string[] {
        if (isDown) throw new ServiceUnavailableException();
        return [];
      }
    }
    const clock = new VirtualClock();
    const controllers = [OrdersController];
    const application = await start(adapter, { clock, controllers, opsgenie: { rules: [onErrorRate(0.5)] } });

    await minuteOf(application, clock);
    expect(application.sandbox.alerts).toMatchObject([{ alias: 'shop:test:errorRate:*:50%', status: 'open' }]);

    isDown = false;
    let minutes = 0;
    for (; application.sandbox.alerts[0]?.status === 'open'; minutes++) await minuteOf(application, clock);
    const [alert] = application.sandbox.alerts;
    expect(application.sandbox.alerts).toHaveLength(1);
    expect(alert?.notes.at(-1)?.note).toMatch(/^Recovered: .* Closed after \d+ min/);
    expect(minutes).toBeGreaterThan(1);
    expect(clock.now()).toBe((minutes + 1) * 60_000);
  });
});
