import { describe, expect, it } from 'vitest';

import { FaultLog } from '../../../../src/observers/fault-log.js';
import { HealthObserver } from '../../../../src/observers/health/health-observer.js';
import type { ProcessReadings } from '../../../../src/observers/health/process-readings.js';
import { resolveHealth, type ProcessHealthOptions } from '../../../../src/options/process-health-options.js';
import { SimulatedService, type Settings } from '../../incidents/simulated-service.js';

const GB = 1_024 ** 3;
const LOOP = 'processHealth:process:event-loop:200ms';
const HEAP = 'processHealth:process:heap:90%';

/** A process whose readings a test sets. */
class SimulatedProcess extends SimulatedService implements ProcessReadings {
  p99 = 3;
  used = 2 * GB;
  size = 4.1 * GB;
  meters = 0;
  reads = 0;
  readonly faults: string[] = [];
  readonly observer: HealthObserver;

  constructor(processHealth?: ProcessHealthOptions, settings?: Settings) {
    super([], settings);
    const context = {
      clock: this.clock,
      rules: this.rules,
      incidents: this.engine,
      process: { start() {}, uncaught() {}, startFailed() {}, sendNow() {}, stop() {} },
      heartbeats: { ping: () => undefined, ensure: () => undefined },
      settings: {
        ignore: [],
        processErrors: false,
        observe: {},
        heartbeat: undefined,
        processHealth: resolveHealth(processHealth),
      },
      log: { log: () => undefined, warn: () => undefined, error: () => undefined },
      faults: new FaultLog((line) => this.faults.push(line)),
    };
    this.observer = new HealthObserver(context, this);
    this.observer.ready();
  }

  measureDelay() {
    this.meters += 1;
    return { takeP99: () => this.p99, stop: () => void (this.meters -= 1) };
  }

  heap() {
    this.reads += 1;
    return { used: this.used, size: this.size };
  }
}

describe('the delay of the event loop', () => {
  it('is an alert when its percentile over the time is above the limit, and the next one below it closes it', () => {
    const service = new SimulatedProcess({ eventLoopDelay: {} });
    service.advance('10m');
    expect(service.sent).toEqual([]);
    service.p99 = 1_200;
    service.advance('1m');
    expect(service.pages).toEqual([`create ${LOOP}`]);
    expect(service.alert).toMatchObject({
      message: '[test] shop: event loop blocked, p99 delay 1.2 s over 1 min (limit 200 ms)',
      priority: 'P2',
      entity: 'process:event-loop',
    });
    expect(service.messages[0]?.payload).toMatchObject({
      description: expect.stringContaining(
        "The 99th percentile of the event loop's delay was 1.2 s over 1 min; the limit is 200 ms. While the loop is blocked, the process answers nothing.",
      ) as string,
    });
    service.advance('2m');
    service.p99 = 200;
    service.advance('70s');
    expect(service.pages).toEqual([`create ${LOOP}`, `close ${LOOP}`]);
    expect(service.lastWords).toEqual([
      'Recovered: lasted 2 min (00:11:00 to 00:13:00 UTC), 3 checks failed. Closed: the event loop is below the limit again.',
    ]);
    expect(service.faults).toEqual([]);
  });

  it('has the limit and the time that are given', () => {
    const service = new SimulatedProcess({ eventLoopDelay: { p99: '50ms', for: '10s' } });
    service.p99 = 50.1;
    service.advance('10s');
    expect(service.alert).toMatchObject({
      message: '[test] shop: event loop blocked, p99 delay 50.1 ms over 10 s (limit 50 ms)',
    });
  });
});

describe('the heap', () => {
  it('is an alert when every reading of the time is above the limit, and the first one below it closes it', () => {
    const service = new SimulatedProcess({ heap: {} });
    service.used = 0.93 * service.size;
    service.advance('4m');
    // A garbage collection helped.
    service.used = 2 * GB;
    service.advance('30s');
    service.used = 0.93 * service.size;
    service.advance('5m');
    expect(service.sent).toEqual([]);
    service.advance('30s');
    expect(service.pages).toEqual([`create ${HEAP}`]);
    expect(service.alert).toMatchObject({
      message: '[test] shop: heap at 93% of 4.1 GB for 5 min (limit 90%)',
      priority: 'P2',
      entity: 'process:heap',
    });
    expect(service.messages[0]?.payload).toMatchObject({
      description: expect.stringContaining(
        'The heap uses 3.8 GB of 4.1 GB (93%) and has been over 90% for 5 min. When it is full, the process ends.',
      ) as string,
    });
    service.used = 0.9 * service.size;
    service.advance('40s');
    expect(service.pages).toEqual([`create ${HEAP}`, `close ${HEAP}`]);
    expect(service.lastWords).toEqual([expect.stringContaining('Closed: the heap is below the limit again.')]);
  });
});

it('is one incident, however long it lasts', () => {
  const service = new SimulatedProcess({ eventLoopDelay: {}, heap: {} });
  service.p99 = 900;
  service.used = service.size;
  service.advance('6h');
  expect(service.pages).toEqual([`create ${LOOP}`, `create ${HEAP}`]);
  expect(service.faults).toEqual([]);
});

it('takes priority and responders from the defaults, but no policy of runs', () => {
  const service = new SimulatedProcess(
    { eventLoopDelay: {} },
    { defaults: { priority: 'P1', count: 50, within: '1s', for: '1h' } },
  );
  service.p99 = 900;
  service.advance('1m');
  expect(service.alert).toMatchObject({ priority: 'P1' });
});

it('says in the headline what is wrong while alerts were muted', () => {
  const service = new SimulatedProcess({ eventLoopDelay: {} });
  service.engine.mute(150_000);
  service.p99 = 1_200;
  service.advance('4m');
  expect(service.alert.message).toBe(
    '[test] shop: event loop blocked, p99 delay 1.2 s over 1 min (limit 200 ms) since 00:01 UTC (was muted)',
  );
});

it('creates nothing that is not asked for', () => {
  const off = new SimulatedProcess();
  off.p99 = 900;
  off.used = off.size;
  off.advance('1h');
  expect([off.meters, off.reads, off.sent, off.observer.rules(), off.observer.kinds()]).toEqual([0, 0, [], [], []]);

  const heapOnly = new SimulatedProcess({ heap: { for: '10s' } });
  heapOnly.advance('10s');
  expect([heapOnly.meters, heapOnly.reads]).toEqual([0, 10]);
});

it('stops to measure', () => {
  const service = new SimulatedProcess({ eventLoopDelay: {}, heap: {} });
  expect([service.meters, service.observer.kinds()]).toEqual([1, ['process']]);
  service.observer.stop();
  service.used = service.size;
  service.advance('1h');
  expect([service.meters, service.reads, service.sent]).toEqual([0, 0, []]);
});

it('goes on after a reading that fails', () => {
  const service = new SimulatedProcess({ heap: {} });
  service.heap = () => {
    throw new Error('no statistics');
  };
  service.advance('2m');
  expect(service.faults).toHaveLength(1);
  Reflect.deleteProperty(service, 'heap');
  service.used = service.size;
  service.advance('6m');
  expect(service.pages).toEqual([`create ${HEAP}`]);
});
