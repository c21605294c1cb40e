import { Test } from '@nestjs/testing';
import { of } from 'rxjs';
import { expect, it, onTestFinished } from 'vitest';

import { OPSGENIE_CLOCK, OpsgenieModule, OpsgenieService, type OpsgenieModuleOptions } from '../../src/index.js';
import { VirtualClock } from '../../src/testing/index.js';
import { optionsFor, RecordingLogger, startSandbox } from './context.js';

interface Started {
  readonly opsgenie: OpsgenieService;
  readonly clock: VirtualClock;
  readonly logger: RecordingLogger;
}

async function start(own: Partial<OpsgenieModuleOptions> = {}): Promise<Started> {
  const logger = new RecordingLogger();
  const clock = new VirtualClock();
  const options = optionsFor(await startSandbox(), { logger, ...own });
  const module = await Test.createTestingModule({ imports: [OpsgenieModule.forRoot(options)] })
    .overrideProvider(OPSGENIE_CLOCK)
    .useValue(clock)
    .compile();
  await module.init();
  onTestFinished(() => module.close());
  return { opsgenie: module.get(OpsgenieService), clock, logger };
}

/** Calls a method with arguments that its type forbids. */
function misuse(opsgenie: OpsgenieService, method: string, ...given: readonly unknown[]): void {
  const called: unknown = Reflect.get(opsgenie, method);
  if (typeof called === 'function') Reflect.apply(called, opsgenie, given);
}

class OrdersController {}

function broken(): never {
  throw new Error('no runbook for order 7');
}

/** What a program may do wrong with every call. */
const MISTAKES: readonly (readonly [name: string, mistake: (opsgenie: OpsgenieService, call: number) => void])[] = [
  ['watch() without work', (opsgenie) => misuse(opsgenie, 'watch', 'import')],
  ['watch() of what runs later', (opsgenie) => void opsgenie.watch('query', () => of(1))],
  ['watch() with a wrong policy', (opsgenie) => misuse(opsgenie, 'watch', 'import', () => 1, { within: 'soon' })],
  ['mute() without a time', (opsgenie) => misuse(opsgenie, 'mute', { for: 'a while' })],
  ['explain() of no class', (opsgenie) => misuse(opsgenie, 'explain', 'orders')],
  ['explain() of no method', (opsgenie, call) => void opsgenie.explain(OrdersController, `find${call}`)],
  ['raise() with a function that fails', (opsgenie) => void opsgenie.raise({ message: 'late', links: broken })],
];

it.each(MISTAKES)('logs a mistake of the caller once, however often it is made: %s', async (_name, mistake) => {
  const { opsgenie, clock, logger } = await start();
  for (let call = 0; call < 20; call++) {
    mistake(opsgenie, call);
    clock.advance('20s');
  }
  expect(logger.fromOpsgenie).toHaveLength(1);
});

it('logs a mistake again after 15 minutes, so that silence does not look as if it were mended', async () => {
  const { opsgenie, clock, logger } = await start();
  for (let minute = 0; minute < 31; minute++) {
    misuse(opsgenie, 'mute', { for: 'a while' });
    clock.advance('1m');
  }
  expect(logger.fromOpsgenie).toHaveLength(3);
});

it('logs once that too many alerts wait for their closeAfter', async () => {
  const { opsgenie, logger } = await start({ delivery: { maxMessages: 10, onDropped: () => undefined } });
  for (let call = 0; call < 1_050; call++)
    opsgenie.raise({ message: 'late', alias: `order-${call}`, closeAfter: '1h', priority: 'P1' });
  expect(logger.lines.filter((line) => line.includes('closeAfter'))).toHaveLength(1);
});

it('logs once that onDropped fails, and every alert that was lost by it', async () => {
  const { opsgenie, logger } = await start({
    delivery: {
      maxMessages: 1,
      onDropped: () => {
        throw new Error('the second channel is down');
      },
    },
  });
  for (let call = 0; call < 10; call++) opsgenie.raise({ message: `order ${call}`, alias: `order-${call}` });
  expect(logger.lines.filter((line) => line.includes('`delivery.onDropped` failed'))).toHaveLength(1);
  expect(logger.lines.filter((line) => line.includes('alert LOST'))).toHaveLength(9);
});
