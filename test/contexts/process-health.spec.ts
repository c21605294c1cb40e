import { Module } from '@nestjs/common';
import { expect, it, vi } from 'vitest';

import { OpsgenieModule } from '../../src/index.js';
import { RecordingLogger } from '../wiring/context.js';
import { startContext } from './application.js';

const ALIAS = 'processHealth:process:event-loop:300ms';

/** Blocks the loop again and again. @returns a function that ends it */
function block(): () => void {
  let next = setImmediate(spin);
  function spin(): void {
    const end = performance.now() + 500;
    while (performance.now() < end);
    next = setImmediate(spin);
  }
  return () => clearImmediate(next);
}

it('alerts while the event loop is blocked, and closes the alert by itself', async () => {
  const { sandbox, aliases } = await startContext({
    opsgenie: {
      processHealth: { eventLoopDelay: { p99: '300ms', for: '1s' } },
      defaults: { keepFiringFor: '1s', priority: 'P1' },
    },
  });
  const unblock = block();
  try {
    await vi.waitFor(async () => expect(await aliases()).toEqual([ALIAS]), { timeout: 20_000, interval: 200 });
  } finally {
    unblock();
  }
  expect(sandbox.alerts[0]).toMatchObject({
    message: expect.stringMatching(
      /^\[test\] shop: event loop blocked, p99 delay \d+ ms over \d(?:\.\d)? s \(limit 300 ms\)/,
    ) as string,
    priority: 'P1',
  });
  await vi.waitFor(() => expect(sandbox.alerts[0]).toMatchObject({ status: 'closed' }), { timeout: 20_000 });
});

it('alerts while the heap is nearly full', async () => {
  // Some of it is in use in any case.
  const { aliases, sandbox } = await startContext({
    opsgenie: { processHealth: { heap: { share: 0.000_001, for: '1s' } } },
  });
  await vi.waitFor(
    async () => expect(await aliases()).toEqual([expect.stringContaining('processHealth:process:heap:')]),
    { timeout: 20_000, interval: 200 },
  );
  expect(sandbox.alerts[0]?.message).toMatch(/^\[test\] shop: heap at [\d.]+% of [\d.]+ [GM]B for \d/);
});

it('is said at boot where it is on, once however often the module is imported', async () => {
  const logger = new RecordingLogger();
  const processHealth = { eventLoopDelay: {}, heap: {} };
  const options = { enabled: true, dryRun: true, service: 'library', logger, processHealth };
  class Library {}
  Module({ imports: [OpsgenieModule.forRoot(options)] })(Library);
  await startContext({ imports: [Library], opsgenie: { logger, processHealth } });

  const lines = logger.lines.filter((line) => line.includes('Alerting ON'));
  expect(lines).toEqual([expect.stringContaining('Observes process.')]);
});

it('is refused at boot where the options are wrong', async () => {
  const processHealth = { eventLoopDelay: { p99: 'fast', for: 10 }, heap: { share: 90, over: '1m' } };
  await expect(startContext({ opsgenie: { processHealth: processHealth as object } })).rejects.toThrow(
    /processHealth\.eventLoopDelay\.p99 must be a duration[^]*processHealth\.eventLoopDelay\.for must be a second or longer[^]*processHealth\.heap\.over is not an option[^]*processHealth\.heap\.share must be a share/,
  );
});
