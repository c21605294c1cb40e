import { Controller, Get, GoneException, type ExceptionFilter } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { Test, type TestingModule } from '@nestjs/testing';
import { describe, expect, it, onTestFinished } from 'vitest';

import { OpsgenieModule, onException } from '../../src/index.js';
import { adapters, optionsFor, RunningApplication, startSandbox, type Adapter } from './application.js';
import { CatchesHttp } from './plain-shop/filters.js';
import type { OpsgenieSandbox } from '../../src/testing/index.js';

@Controller('orders')
class OrdersController {
  @Get('gone')
  gone() {
    throw new GoneException('gone');
  }

  @Get('throws')
  throws() {
    throw new TypeError('no connection');
  }
}

const OWN: readonly (readonly [string, ExceptionFilter | undefined])[] = [
  ['without filters', undefined],
  ['with a filter', new CatchesHttp()],
];

async function run(testing: TestingModule, adapter: Adapter, sandbox: OpsgenieSandbox): Promise<RunningApplication> {
  const app = testing.createNestApplication(adapter.create(), { logger: false, forceCloseConnections: true });
  onTestFinished(() => app.close());
  await app.listen(0, '127.0.0.1');
  return new RunningApplication(app, sandbox);
}

async function answersOf(application: RunningApplication): Promise<string[]> {
  const answers: string[] = [];
  for (const path of ['/orders/gone', '/orders/throws', '/nowhere']) {
    const response = await application.request(`GET ${path}`);
    answers.push(`${path} ${response.status} ${await response.text()}`);
  }
  return answers;
}

describe.each(adapters)('a testing module, on $name', (adapter) => {
  const builderOf = (sandbox: OpsgenieSandbox | undefined, filter: ExceptionFilter | undefined) =>
    Test.createTestingModule({
      imports:
        sandbox === undefined ? [] : [OpsgenieModule.forRoot(optionsFor(sandbox, { rules: [onException(Error)] }))],
      controllers: [OrdersController],
      providers: filter === undefined ? [] : [{ provide: APP_FILTER, useValue: filter }],
    });

  it.each(OWN)(
    'that is compiled three times, %s, answers as without the library and alerts each time',
    async (_title, filter) => {
      const sandbox = await startSandbox();
      const bare = await answersOf(await run(await builderOf(undefined, filter).compile(), adapter, sandbox));
      const builder = builderOf(sandbox, filter);

      for (let round = 0; round < 3; round++) {
        sandbox.reset();
        const application = await run(await builder.compile(), adapter, sandbox);

        expect(await answersOf(application)).toEqual(bare);

        const aliases = (await application.receivedAlerts()).map(({ alias }) => alias);
        expect(aliases.filter((alias) => alias.includes('/orders/'))).toEqual([
          'exception:GET /orders/gone:Error',
          'exception:GET /orders/throws:Error',
        ]);
        await application.nest.close();
      }
    },
  );

  it('observes both of its applications', async () => {
    const sandbox = await startSandbox();
    const testing = await builderOf(sandbox, undefined).compile();
    const [first, second] = [await run(testing, adapter, sandbox), await run(testing, adapter, sandbox)];

    expect(await answersOf(first)).toEqual(await answersOf(second));

    expect(
      first.opsgenie
        .active()
        .map(({ operation, bad }) => `${operation}: ${bad}`)
        .toSorted(),
    ).toEqual(['GET /orders/gone: 2', 'GET /orders/throws: 2']);
  });
});
