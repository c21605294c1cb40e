import { Controller, Get } from '@nestjs/common';
import { describe, expect, it } from 'vitest';

import { VirtualClock, type OpsgenieSandbox, type SandboxFault } from '../../src/testing/index.js';
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

/** Of these, the application hears nothing while the test runs: the sandbox's time stands still. */
const WITHOUT_ANSWER: Readonly<Record<string, SandboxFault>> = {
  'answers only after two seconds': { delay: '2s' },
  'never answers': { silent: true },
};

const WITH_ANSWER: Readonly<Record<string, SandboxFault>> = {
  'answers 500': { status: 500 },
  'answers 429': { rateLimited: { retryAfterSeconds: 60 } },
  'answers 401': { status: 401 },
  'breaks the connection': { drop: 'before' },
};

describe.each(adapters)('while the platform is in trouble, an application answers as ever, on $name', (adapter) => {
  it.each(Object.entries(WITHOUT_ANSWER))('and does not wait for one that %s', async (_title, fault) => {
    const application = await start(adapter, blueprint, await sandboxThatStandsStill());
    application.sandbox.fault(fault);

    expect(await answerTo(application, 'throws')).toEqual(FAILED);
    await application.sandbox.waitForRequest(isCreate);
    expect(await answerTo(application, 'fine')).toEqual(FINE);
    expect(await answerTo(application, 'throws')).toEqual(FAILED);
    expect(await answerTo(application, 'throws-too')).toEqual(FAILED);

    // It asked, and has not heard a word to this moment.
    expect(application.creates.map(({ status }) => status)).toEqual(application.creates.map(() => undefined));
  });

  it.each(Object.entries(WITH_ANSWER))('whether it %s or not', async (_title, fault) => {
    const application = await start(adapter, blueprint);
    application.sandbox.fault(fault);

    expect(await answerTo(application, 'throws')).toEqual(FAILED);
    await application.sandbox.waitForRequest(isCreate);
    expect(await answerTo(application, 'fine')).toEqual(FINE);
    expect(await answerTo(application, 'throws')).toEqual(FAILED);
    expect(await answerTo(application, 'throws-too')).toEqual(FAILED);

    expect(application.sandbox.alerts).toEqual([]);
  });

  it('when nothing listens there', async () => {
    const application = await start(adapter, blueprint);
    await application.sandbox.stop();

    expect(await answerTo(application, 'throws')).toEqual(FAILED);
    await application.responsesClosed();
    expect(await answerTo(application, 'fine')).toEqual(FINE);
    expect(await answerTo(application, 'throws-too')).toEqual(FAILED);

    expect(application.opsgenie.stats()).toMatchObject({ delivered: 0, dropped: 0 });
  });

  it('and tells everything once the platform is well again', async () => {
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
