import { Test } from '@nestjs/testing';
import { describe, expect, it, onTestFinished } from 'vitest';

import { OpsgenieModule, OpsgenieService } from '../../src/index.js';
import { JOURNAL_CHOICE } from '../../src/pipeline/tokens.js';
import type { OpsgenieSandbox } from '../../src/testing/index.js';
import { MemoryJournal, SharedMemory } from '../unit/journal/in-memory/memory-journal.js';
import { optionsFor, RecordingLogger, startSandbox } from './context.js';

const STORM_ALIAS = 'shop:test:storm:*:incidents';

/** Starts an application whose journal is in that memory. */
async function startOn(memory: SharedMemory, sandbox: OpsgenieSandbox, logger = new RecordingLogger()) {
  const options = optionsFor(sandbox, { logger, delivery: { flushTimeout: 500 } });
  const app = await Test.createTestingModule({ imports: [OpsgenieModule.forRoot(options)] })
    .overrideProvider(JOURNAL_CHOICE)
    .useValue(() => new MemoryJournal(memory))
    .compile();
  onTestFinished(() => app.close());
  await app.init();
  return { opsgenie: app.get(OpsgenieService), close: () => app.close(), logger };
}

describe('a test that overrides the journal', () => {
  it('sees the next application send the alerts that the first one could not send', async () => {
    const memory = new SharedMemory();
    const down = await startSandbox();
    down.fault({ status: 503 });
    const first = await startOn(memory, down);
    const { delivered } = first.opsgenie.raise({ message: 'disk is full', alias: 'disk', priority: 'P2' });
    await first.close();
    expect(await delivered).toMatchObject({ ok: false, reason: expect.stringContaining('stays in the journal') });
    expect(first.logger.fromOpsgenie.at(-1)).toBe(
      'warn: 1 alert message could not be sent before the application stopped. The next start sends what is in the journal.',
    );

    const up = await startSandbox();
    const second = await startOn(memory, up);
    expect(await second.opsgenie.flush()).toMatchObject({ sent: 1, pending: 0 });
    expect(up.alerts).toMatchObject([{ alias: 'disk', priority: 'P2', status: 'open' }]);
    expect(memory.messages.size).toBe(0);
  });

  it('sees an incident closed that the journal hands over while the application is being created', async () => {
    const memory = new SharedMemory();
    memory.incidents.set('storm-1', {
      incidentId: 'storm-1',
      of: 'storm',
      ruleKey: 'storm',
      operation: '*',
      discriminator: 'incidents',
      openedAt: Date.now(),
      bad: 0,
      lastSeen: Date.now(),
      notifiedAt: Date.now(),
      staleAfter: 0,
      autoClose: true,
      alias: STORM_ALIAS,
      priority: 'P1',
    });
    const sandbox = await startSandbox();
    const { logger, opsgenie } = await startOn(memory, sandbox);
    expect(await opsgenie.flush()).toMatchObject({ sent: 1, pending: 0 });
    expect(sandbox.requests.map(({ path, query }) => [path, query['identifierType']])).toEqual([
      [`/v2/alerts/${encodeURIComponent(STORM_ALIAS)}/close`, 'alias'],
    ]);
    expect(logger.fromOpsgenie).toEqual([]);
    expect(memory.incidents.size).toBe(0);
  });
});
