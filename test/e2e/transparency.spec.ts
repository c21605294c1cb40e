import { setImmediate as turnOfTheEventLoop } from 'node:timers/promises';

import type { NestExpressApplication } from '@nestjs/platform-express';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { onException, onLatency, onStatus } from '../../src/index.js';
import { answerTo, type Answer } from './answers.js';
import { adapters, start, type Adapter, type Blueprint } from './application.js';
import { ARRANGEMENTS } from './plain-shop/arrangements.js';
import { BROKEN_ARRANGEMENTS } from './plain-shop/broken-enhancers.js';
import { journal } from './plain-shop/journal.js';
import { refuse, throwInMiddleware } from './plain-shop/middleware.js';
import { ordersController } from './plain-shop/orders.controller.js';
import { RecordingLogger } from './recording-logger.js';

/** Everything that a client can ask of the shop, and that it answers in one way or another. */
const REQUESTS: readonly (readonly [line: string, body?: string])[] = [
  ['GET /orders/fine'],
  ['HEAD /orders/fine'],
  ['GET /orders/nothing'],
  ['GET /orders/text'],
  ['GET /orders/observable'],
  ['GET /orders/file'],
  ['GET /orders/moved'],
  ['GET /orders/teapot'],
  ['GET /orders/by-hand'],
  ['GET /orders/by-hand-then-throws'],
  ['GET /orders/throws'],
  ['GET /orders/rejects'],
  ['GET /orders/observable-fails'],
  ['GET /orders/throws-text'],
  ['GET /orders/throws-undefined'],
  ['GET /orders/throws-status'],
  ['GET /orders/throws-aggregate'],
  ['GET /orders/not-found'],
  ['GET /orders/conflict'],
  ['GET /orders/unavailable'],
  ['GET /orders/cyclic'],
  ['GET /orders/guard-refuses'],
  ['GET /orders/guard-throws'],
  ['GET /orders/count/many'],
  ['GET /orders/mapped'],
  ['GET /orders/rethrown'],
  ['GET /orders/wrapped-in-interceptors'],
  ['GET /middleware/throws'],
  ['GET /middleware/refuses'],
  ['GET /nowhere'],
  ['OPTIONS /nowhere'],
  ['GET /orders/%FF'],
  ['POST /orders', '{"id":7}'],
  ['POST /orders', '{"id":'],
  ['POST /orders', JSON.stringify('x'.repeat(1_500_000))],
];

describe.each(adapters)('an application answers and logs the same with the library as without, on $name', (adapter) => {
  it.each(Object.entries({ ...ARRANGEMENTS, ...BROKEN_ARRANGEMENTS }))('when it %s', async (_title, blueprint) => {
    const without = await run(adapter, { ...blueprint, opsgenie: 'absent' });
    const rules = [onException(), onException(Error), onStatus('5XX'), onStatus('4XX'), onLatency('10s')];
    const withLibrary = await run(adapter, { ...blueprint, opsgenie: { rules } });

    expect(withLibrary.answers).toEqual(without.answers);
    expect(withLibrary.journal).toEqual(without.journal);
    expect(withLibrary.log).toEqual(without.log);
    // It was there, and it saw what happened.
    expect(withLibrary.application.creates).not.toEqual([]);
  });
});

async function run(adapter: Adapter, blueprint: Blueprint) {
  const logger = new RecordingLogger();
  // What Nest leaves unanswered, Express reports there.
  const console = vi
    .spyOn(globalThis.console, 'error')
    .mockImplementation((...said) => said.forEach((text) => logger.error(text)));
  onTestFinished(() => console.mockRestore());
  const application = await start(adapter, {
    logger,
    middleware: (consumer) =>
      void consumer
        .apply(throwInMiddleware)
        .forRoutes('middleware/throws')
        .apply(refuse)
        .forRoutes('middleware/refuses'),
    ...blueprint,
    main: (app) => {
      if (adapter.name === 'Express') inProduction(app as NestExpressApplication);
      return blueprint.main?.(app);
    },
    // Classes of its own for each application: what one leaves on them must not reach the next.
    controllers: [ordersController()],
  });
  logger.clear();
  journal.length = 0;
  const answers: Answer[] = [];
  for (const [line, body] of REQUESTS) answers.push(await answerTo(application, line, body));
  await application.responsesClosed();
  await turnOfTheEventLoop();
  if (blueprint.opsgenie !== 'absent') await application.opsgenie.flush();
  return { application, answers, journal: [...journal], log: logger.lines };
}

/** Elsewhere, Express's own error page shows a stack, and in a stack everything leaves a trace. */
function inProduction(app: NestExpressApplication): void {
  app.set('env', 'production');
}
