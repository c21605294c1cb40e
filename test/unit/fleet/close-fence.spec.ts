import { randomUUID } from 'node:crypto';

import { describe, expect, it, onTestFinished } from 'vitest';

import { onException } from '../../../src/index.js';
import { OpsgenieSandbox } from '../../../src/testing/index.js';
import { MemoryJournal, SharedMemory } from '../journal/in-memory/memory-journal.js';
import { PipelineFleet } from './pipeline-fleet.js';

const ORDERS = 'GET /orders';
const RULES = [onException({ keepFiringFor: '1m' })];

/** The platform accepts no close. */
const NO_CLOSE = { status: 503, match: ({ path }: { readonly path: string }) => path.endsWith('/close') } as const;

/** A fleet whose first process has opened an alert, and whose close of it the platform has not accepted yet. */
async function closing(instances: number, memory?: SharedMemory): Promise<PipelineFleet> {
  const fleet = await PipelineFleet.start();
  for (let number = 1; number <= instances; number++)
    fleet.add({ rules: RULES }, number === 1 && memory !== undefined ? () => new MemoryJournal(memory) : undefined);
  await fleet.advance('10s', () => fleet.processes.forEach((one) => one.request(ORDERS, true)));
  fleet.at(1).request(ORDERS, false);
  await fleet.advance('10s');
  expect(status(fleet)).toEqual(['open']);
  fleet.sandbox.fault(NO_CLOSE);
  await fleet.advance('75s', () => fleet.processes.forEach((one) => one.request(ORDERS, true)));
  expect(fleet.at(1).pipeline.outboxes.stats().own).toMatchObject({ waiting: 1 });
  return fleet;
}

function status({ sandbox }: PipelineFleet): string[] {
  return sandbox.alerts.map((alert) => alert.status);
}

describe('a close that waits for the platform', () => {
  it('is withdrawn where another process has taken over an alert that is needed again', async () => {
    const fleet = await closing(2);
    const [first, second] = [fleet.at(1), fleet.at(2)];
    first.store.setCutOff(true);
    await fleet.advance('30s', () => second.request(ORDERS, false));
    fleet.sandbox.fault(undefined);
    await fleet.advance('3m', () => second.request(ORDERS, false));
    expect(status(fleet)).toEqual(['open']);
    first.store.setCutOff(false);
    await fleet.advance('3m', () => second.request(ORDERS, false));
    expect(status(fleet)).toEqual(['open']);
    expect(first.pipeline.outboxes.stats().own).toMatchObject({ waiting: 0, inFlight: 0, cancelled: 1 });
    await fleet.advance('10m', () => fleet.processes.forEach((one) => one.request(ORDERS, true)));
    expect([status(fleet), fleet.closes]).toEqual([['closed'], 1]);
  });

  it('is withdrawn from the mirror as well, where another process has opened the alert again', async () => {
    const fleet = await PipelineFleet.start();
    const mirror = await OpsgenieSandbox.start({ processingDelay: 0, clock: fleet.clock });
    onTestFinished(() => mirror.stop());
    const copied = (): string[] => mirror.alerts.map((alert) => alert.status);
    const copies = { platform: 'opsgenie', baseUrl: mirror.url, apiKey: randomUUID() } as const;
    for (let number = 0; number < 2; number++) fleet.add({ rules: RULES, mirror: copies });
    const [first, second] = [fleet.at(1), fleet.at(2)];
    const [alone, all] = [[second], [first, second]];
    await fleet.advance('10s', () => all.forEach((one) => one.request(ORDERS, true)));
    first.request(ORDERS, false);
    mirror.fault(NO_CLOSE);
    await fleet.advance('85s', () => all.forEach((one) => one.request(ORDERS, true)));
    expect([status(fleet), copied()]).toEqual([['closed'], ['open']]);
    first.store.setCutOff(true);
    await fleet.advance('30s', () => alone.forEach((one) => one.request(ORDERS, false)));
    mirror.fault(undefined);
    await fleet.advance('3m', () => alone.forEach((one) => one.request(ORDERS, false)));
    expect([status(fleet), copied()]).toEqual([['closed', 'open'], ['open']]);
    first.store.setCutOff(false);
    await fleet.advance('3m', () => alone.forEach((one) => one.request(ORDERS, false)));
    expect([status(fleet), copied()]).toEqual([['closed', 'open'], ['open']]);
    expect(first.pipeline.outboxes.stats().mirror).toMatchObject({ waiting: 0, inFlight: 0 });
    await fleet.advance('15m', () => all.forEach((one) => one.request(ORDERS, true)));
    expect([status(fleet), copied()]).toEqual([['closed', 'closed'], ['closed']]);
  });

  it('is sent once where the process was cut off for less than its lease', async () => {
    const fleet = await closing(2);
    fleet.at(1).store.setCutOff(true);
    await fleet.advance('4s');
    fleet.sandbox.fault(undefined);
    await fleet.advance('3s');
    expect(status(fleet)).toEqual(['open']);
    fleet.at(1).store.setCutOff(false);
    await fleet.advance('2m', () => fleet.processes.forEach((one) => one.request(ORDERS, true)));
    expect([status(fleet), fleet.closes]).toEqual([['closed'], 1]);
  });

  it('is left to the process that takes over', async () => {
    const fleet = await closing(2);
    fleet.at(1).store.setCutOff(true);
    await fleet.advance('20s', () => fleet.processes.forEach((one) => one.request(ORDERS, true)));
    fleet.sandbox.fault(undefined);
    await fleet.advance('5m', () => fleet.processes.forEach((one) => one.request(ORDERS, true)));
    expect([status(fleet), fleet.closes]).toEqual([['closed'], 1]);
    fleet.at(1).store.setCutOff(false);
    await fleet.advance('5m', () => fleet.processes.forEach((one) => one.request(ORDERS, true)));
    expect([status(fleet), fleet.closes]).toEqual([['closed'], 1]);
  });

  it('is sent without the store where there is only one process', async () => {
    const fleet = await closing(1);
    fleet.at(1).store.setCutOff(true);
    await fleet.advance('1m', () => fleet.at(1).request(ORDERS, true));
    fleet.sandbox.fault(undefined);
    await fleet.advance('2m', () => fleet.at(1).request(ORDERS, true));
    expect(status(fleet)).toEqual(['closed']);
  });

  it('does not keep a new failure from the platform, nor closes its alert', async () => {
    const fleet = await closing(2);
    const [first, second] = [fleet.at(1), fleet.at(2)];
    fleet.kill(second);
    first.store.setCutOff(true);
    await fleet.advance('30s', () => first.request(ORDERS, true));
    fleet.sandbox.fault(undefined);
    first.request(ORDERS, false);
    await fleet.advance('2m');
    expect(fleet.sandbox.alerts).toMatchObject([{ status: 'open', count: 2 }]);
    expect(fleet.closes).toBe(0);
  });

  it('is not sent by the heir of a journal while the alert is needed', async () => {
    const memory = new SharedMemory();
    const fleet = await closing(2, memory);
    fleet.kill(fleet.at(1));
    expect(memory.messages.size).toBe(1);
    await fleet.advance('30s', () => fleet.at(2).request(ORDERS, false));
    fleet.sandbox.fault(undefined);
    fleet.add({ rules: RULES }, () => new MemoryJournal(memory));
    await fleet.advance('3m', () => fleet.at(2).request(ORDERS, false));
    expect([status(fleet), fleet.closes]).toEqual([['open'], 0]);
    await fleet.advance('15m', () => [2, 3].forEach((number) => fleet.at(number).request(ORDERS, true)));
    expect(status(fleet)).toEqual(['closed']);
  });

  it('of the application itself is not withdrawn, though another process speaks for the alert', async () => {
    const fleet = await PipelineFleet.start();
    for (let number = 0; number < 2; number++) fleet.add({ rules: RULES });
    await fleet.advance('10s', () => fleet.processes.forEach((one) => one.request(ORDERS, true)));
    fleet.at(1).request(ORDERS, false);
    await fleet.advance('10s');
    const [alert] = fleet.sandbox.alerts;
    fleet.sandbox.fault(NO_CLOSE);
    const { alias = '' } = alert ?? {};
    fleet.at(2).pipeline.outboxes.accept({ type: 'close', alias, priority: 'P3', payload: {} });
    await fleet.advance('10s');
    fleet.add({ rules: RULES });
    await fleet.advance('10s');
    fleet.sandbox.fault(undefined);
    await fleet.advance('1m');
    expect(status(fleet)).toEqual(['closed']);
  });

  it('of the application itself is sent at once', async () => {
    const fleet = await PipelineFleet.start();
    for (let number = 0; number < 2; number++) fleet.add({ rules: [] });
    fleet.at(1).store.setCutOff(true);
    const payload = { message: 'disk is full', alias: 'disk', priority: 'P3' } as const;
    fleet.at(1).pipeline.outboxes.accept({ type: 'create', alias: 'disk', priority: 'P3', payload });
    await fleet.settled();
    fleet.at(1).pipeline.outboxes.accept({ type: 'close', alias: 'disk', priority: 'P3', payload: {} });
    await fleet.settled();
    expect(status(fleet)).toEqual(['closed']);
  });
});
