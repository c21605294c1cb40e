import { resolve } from 'node:path';

import { describe, expect, it } from 'vitest';

import { onException } from '../../../src/index.js';
import { FileJournal } from '../../../src/journal/file/file-journal.js';
import type { JournalChoice } from '../../../src/pipeline/chosen-journal.js';
import { DEAD, newDirectory } from '../journal/file/journal-bench.js';
import { PipelineFleet } from './pipeline-fleet.js';

const ORDERS = 'GET /orders';
const OPTIONS = { rules: [onException({ keepFiringFor: '1m' })] };

/** A journal on disk. @param isDead whether it is of a process that is dead for those who find it */
function journalIn(directory: string, isDead = false): JournalChoice {
  return ({ environment, service }, { clock, log }) =>
    new FileJournal({
      directory: resolve(directory),
      service,
      environment,
      clock,
      log,
      maxBytes: 1_000_000,
      ...(isDead ? { self: DEAD } : {}),
    });
}

/** A fleet of two, of which the first has a journal on disk, and opens an alert. */
async function failing(directory: string): Promise<PipelineFleet> {
  const fleet = await PipelineFleet.start();
  fleet.add(OPTIONS, journalIn(directory, true));
  fleet.add(OPTIONS);
  await fleet.advance('10s', () => fleet.processes.forEach((one) => one.request(ORDERS, true)));
  fleet.at(1).request(ORDERS, false);
  await fleet.advance('10s');
  expect(fleet.sandbox.alerts).toMatchObject([{ status: 'open' }]);
  return fleet;
}

describe('a journal on disk beside a fleet', () => {
  it('raises and closes nothing twice where a process is killed and started again', async () => {
    const directory = newDirectory();
    const fleet = await failing(directory);
    fleet.kill(fleet.at(1));
    await fleet.advance('20s', () => fleet.at(2).request(ORDERS, false));
    fleet.add(OPTIONS, journalIn(directory));
    await fleet.advance('5m', () => fleet.at(2).request(ORDERS, false));
    expect(fleet.sandbox.alerts).toMatchObject([{ status: 'open' }]);
    expect(fleet.closes).toBe(0);
    await fleet.advance('15m', () => [2, 3].forEach((number) => fleet.at(number).request(ORDERS, true)));
    expect(fleet.sandbox.alerts).toMatchObject([{ status: 'closed' }]);
    expect(fleet.closes).toBe(1);
  });

  it('goes on with the incident where the whole fleet ended, and its store was emptied', async () => {
    const directory = newDirectory();
    const fleet = await failing(directory);
    fleet.kill(fleet.at(1));
    fleet.kill(fleet.at(2));
    fleet.store.flush();
    await fleet.advance('1m');
    fleet.add(OPTIONS, journalIn(directory));
    await fleet.advance('10m', () => fleet.at(3).request(ORDERS, true));
    expect(fleet.sandbox.alerts).toMatchObject([{ status: 'closed' }]);
    expect(fleet.closes).toBe(1);
  });

  it('delivers what a killed process had accepted, while the fleet goes on', async () => {
    const directory = newDirectory();
    const fleet = await failing(directory);
    fleet.sandbox.fault({ status: 503 });
    const payload = { message: 'disk is full', alias: 'disk', priority: 'P3' } as const;
    fleet.at(1).pipeline.outboxes.accept({ type: 'create', alias: 'disk', priority: 'P3', payload });
    await fleet.settled();
    fleet.kill(fleet.at(1));
    fleet.sandbox.fault(undefined);
    fleet.add(OPTIONS, journalIn(directory));
    await fleet.advance('5m', () => fleet.at(2).request(ORDERS, true));
    expect(fleet.sandbox.alerts.filter(({ alias }) => alias === 'disk')).toHaveLength(1);
  });
});
