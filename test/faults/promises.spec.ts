import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Message } from '../../src/alerts/message.js';
import type { DeliveryResult } from '../../src/delivery/receipt.js';
import { close, create, note } from '../unit/delivery/delivery-bench.js';
import { PLATFORM_FAULTS } from './platform-faults.js';
import { PlatformRun } from './platform-run.js';

const MINUTE = 60_000;
/** How long each fault lasts. */
const FAULT = 10 * MINUTE;
/** How long until everything is delivered afterwards: a refused key is retried every five minutes. */
const AFTERMATH = 6 * MINUTE;

const ALIASES = Array.from({ length: 10 }, (_, index) => `alert ${index}`);
/** In ten minutes. The platform allows more, but during a fault it must be spared, because it has other clients as well. */
const MOST_REQUESTS = 120;

describe.each(PLATFORM_FAULTS)('While the platform $title for ten minutes', (fault) => {
  let run: PlatformRun;
  let timersLeft: number;
  const fates = new Map<string, Promise<DeliveryResult>>();
  const results = new Map<string, DeliveryResult>();

  function accept(name: string, message: Message): void {
    const { delivered } = run.outbox.accept(message);
    fates.set(name, delivered);
    void delivered.then((result) => results.set(name, result));
  }

  beforeAll(async () => {
    run = await PlatformRun.start();
    accept('early', create('early'));
    await run.pass(MINUTE);
    await run.strike(fault);
    for (const alias of ALIASES) accept(alias, create(alias));
    accept('urgent', create('urgent', 'P1'));
    accept('brief', create('brief'));
    await run.pass(MINUTE);
    fault.meanwhile?.(run.clock);
    accept('late', create('late'));
    accept('note', note('early', 'still going on'));
    accept('end of the early one', close('early'));
    accept('end of the brief one', close('brief'));
    for (let minute = 1; minute < FAULT / MINUTE; minute++) {
      accept(`repeat ${minute}`, create('late'));
      await run.pass(MINUTE);
    }
    await run.mend();
    await run.pass(AFTERMATH);
    run.outbox.stop();
    timersLeft = run.clock.pendingTimers;
  });
  afterAll(() => run.stop());

  const statusOf = (alias: string) => run.sandbox.alerts.find((alert) => alert.alias === alias)?.status;

  it('nothing is lost', () => {
    expect(run.dropped).toEqual([]);
    for (const alias of [...ALIASES, 'urgent', 'late']) expect(statusOf(alias), alias).toBe('open');
  });

  it('every receipt reports the true outcome of the message', () => {
    expect([...results.keys()].toSorted()).toEqual([...fates.keys()].toSorted());
    for (const alias of [...ALIASES, 'urgent', 'late']) expect(results.get(alias), alias).toMatchObject({ ok: true });
    const confirmed = [...results.values()].filter(({ ok }) => ok).length;
    const { delivered, deduplicated } = run.outbox.stats();
    expect(confirmed).toBeLessThanOrEqual(delivered + deduplicated);
  });

  it('no alert stays open after its incident ended', () => {
    // If the platform lost everything, there was nothing to close.
    expect(statusOf('early')).not.toBe('open');
    expect(statusOf('brief')).not.toBe('open');
  });

  it('a close never overtakes its create', () => {
    const firstOf = (alias: string, part: string) =>
      run.sandbox.requests.findIndex(({ path, text }) => (path + text).includes(alias) && path.endsWith(part));
    const created = firstOf('brief', '/alerts');
    const closed = firstOf('brief', '/close');
    expect(closed !== -1 && (created === -1 || closed < created)).toBe(false);
  });

  it('no one is paged twice for one problem', () => {
    const aliases = run.sandbox.alerts.map(({ alias }) => alias);
    expect(aliases).toHaveLength(new Set(aliases).size);
    // If a request took effect without an answer, the platform counts the retry as a repeat.
    const repeated = run.sandbox.alerts.filter(({ alias, count }) => alias !== 'late' && count > 1);
    expect(repeated.length).toBeLessThanOrEqual(fault.takesEffect === undefined ? 0 : aliases.length);
  });

  it('the platform is not overloaded', () => {
    expect(run.duringFault).toBeLessThanOrEqual(MOST_REQUESTS);
  });

  it('the fault is logged once, and so is its end', () => {
    const lines = run.log.lines.filter((line) => !line.includes('delayed by about'));
    expect(lines).toHaveLength(fault.isHeard === undefined ? 2 : 0);
  });

  it('the statistics are consistent at every moment', () => {
    expect(run.imbalances).toEqual([]);
    expect(run.outbox.stats()).toMatchObject({ waiting: 0, inFlight: 0 });
  });

  it('no timer or connection is left', () => {
    expect(timersLeft).toBe(0);
  });
});
