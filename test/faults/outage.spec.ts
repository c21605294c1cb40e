import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';

import { HttpService } from '@nestjs/axios';
import { create as createAxios } from 'axios';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Message } from '../../src/alerts/message.js';
import type { Monitor } from '../../src/incidents/monitor.js';
import { onException } from '../../src/index.js';
import { resolveOptions } from '../../src/opsgenie.options.js';
import { journalOf } from '../../src/pipeline/chosen-journal.js';
import { platformOf } from '../../src/pipeline/chosen-platform.js';
import { OpsgeniePipeline } from '../../src/pipeline/pipeline.js';
import { requestOutcome } from '../unit/rules/outcomes.js';
import { OpsgenieService } from '../../src/opsgenie.service.js';
import { OpsgenieSandbox } from '../../src/testing/index.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { Lines } from '../unit/delivery/delivery-bench.js';

const INCIDENTS = 10_000;
const SECOND = 1_000;
/** How long the platform is down, in seconds. */
const OUTAGE = 600;
/** Enough for everything to be over, reported, and closed. Seconds. */
const AFTERMATH = 1_500;
const MOST_WAITING = 1_000;
/** The most requests per minute if nothing is urgent: the rate and the burst. */
const MOST_A_MINUTE = 40;

/** The whole pipeline on a virtual clock, with a real platform server. */
class Service {
  readonly clock = new VirtualClock();
  readonly log = new Lines();
  readonly dropped: Message[] = [];
  readonly imbalances: string[] = [];
  readonly pipeline: OpsgeniePipeline;
  readonly opsgenie: OpsgenieService;
  mostWaiting = 0;

  private constructor(readonly sandbox: OpsgenieSandbox) {
    const options = resolveOptions({
      enabled: true,
      apiKey: randomUUID(),
      baseUrl: sandbox.url,
      service: 'shop',
      environment: 'test',
      rules: [onException()],
      delivery: { onDropped: (message: Message) => void this.dropped.push(message) },
    });
    this.pipeline = new OpsgeniePipeline(options, {
      log: this.log,
      http: new HttpService(createAxios()),
      clock: this.clock,
      choosePlatform: platformOf,
      chooseJournal: journalOf,
    });
    this.opsgenie = new OpsgenieService(this.pipeline);
  }

  static async start(): Promise<Service> {
    return new Service(await OpsgenieSandbox.start({ processingDelay: 0 }));
  }

  /** Lets seconds pass, and waits after each until nothing is on the wire. */
  async pass(seconds: number, everySecond: (second: number) => void): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      everySecond(second);
      this.clock.advance(SECOND);
      do {
        await turn();
        this.#audit();
      } while (this.opsgenie.stats().delivery.inFlight > 0);
    }
  }

  async stop(): Promise<void> {
    this.pipeline.incidents.stop();
    this.pipeline.outboxes.stop();
    await this.sandbox.stop();
  }

  #audit(): void {
    const stats = this.opsgenie.stats();
    this.mostWaiting = Math.max(this.mostWaiting, stats.waiting);
    const { waiting, delivered, deduplicated, cancelled, dropped, inhibited, muted, disabled } = stats;
    const sum = waiting + delivered + deduplicated + cancelled + dropped + inhibited + muted + disabled;
    if (sum !== stats.seen) this.imbalances.push(`${this.clock.now()} ms: ${JSON.stringify(stats)}`);
  }
}

describe(`While the platform is down for ten minutes, ${INCIDENTS} incidents begin, and then`, () => {
  const [failed, fine] = [
    { status: 500, errors: [new Error('no connection')] },
    { status: 200, errors: [] },
  ];
  const urgent = Array.from({ length: 20 }, (_, index) => `urgent ${index}`);
  const perMinute: number[] = [];
  let service: Service;
  let monitors: Monitor[];
  let active: ReturnType<OpsgenieService['active']>;

  function record(monitor: Monitor, outcome: { readonly status: number; readonly errors: readonly unknown[] }): void {
    const { operation } = monitor;
    monitor.record(requestOutcome({ operation, ...outcome }), service.clock.now());
  }

  beforeAll(async () => {
    service = await Service.start();
    const { incidents, rules } = service.pipeline;
    monitors = Array.from({ length: INCIDENTS }, (_, index) =>
      incidents.monitor(rules.rulesWithoutHandler, `GET /${index}`),
    );
    service.sandbox.fault({ status: 500 });
    await service.pass(OUTAGE, (second) => {
      const [from, to] = [second, second + 1].map((end) => Math.round((end / OUTAGE) * INCIDENTS));
      for (const monitor of monitors.slice(from, to)) record(monitor, failed);
      const alias = urgent[second / 30];
      if (alias !== undefined) service.opsgenie.raise({ message: 'Urgent', alias, priority: 'P1' });
    });
    active = service.opsgenie.active();
    service.sandbox.fault(undefined);
    let before = service.sandbox.requests.length;
    await service.pass(AFTERMATH, (second) => {
      if (second % 60 === 0) for (const monitor of monitors) record(monitor, fine);
      if (second % 60 === 59) perMinute.push(service.sandbox.requests.length - before);
      if (second % 60 === 59) before = service.sandbox.requests.length;
    });
  });
  afterAll(() => service.stop());

  it('each of them is tracked', () => {
    expect(active).toHaveLength(INCIDENTS);
    const reported = active.filter(({ suppressedBy }) => suppressedBy === undefined).length;
    expect(reported + service.opsgenie.stats().inhibited).toBe(INCIDENTS);
  });

  it('people are paged for the first ones, for the storm and for all urgent ones, and for nothing else', () => {
    const aliases = service.sandbox.alerts.map(({ alias }) => alias ?? '');
    expect(aliases).toEqual(expect.arrayContaining(urgent));
    const others = aliases.filter((alias) => !urgent.includes(alias));
    expect(others.filter((alias) => alias.startsWith('shop:test:exception:'))).toHaveLength(5);
    // Eleven non-urgent messages wait, and a burst of ten is allowed; one more if the first of them is the probe that succeeds.
    const more = others.filter((alias) => !alias.startsWith('shop:test:exception:')).toSorted();
    expect([
      ['shop:test:storm:*:incidents'],
      ['shop:test:storm:*:incidents', 'shop:test:storm:*:throttled'],
    ]).toContainEqual(more);
  });

  it('nothing is dropped, and few messages had to wait', () => {
    expect(service.dropped).toEqual([]);
    expect(service.mostWaiting).toBeLessThanOrEqual(50);
  });

  it('ended incidents are closed', () => {
    expect(service.opsgenie.active()).toEqual([]);
    const open = service.sandbox.alerts.filter(({ status }) => status === 'open').map(({ alias }) => alias);
    expect(open.toSorted()).toEqual(urgent.toSorted());
  });

  it('the platform is not overloaded', () => {
    expect(Math.max(...perMinute)).toBeLessThanOrEqual(MOST_A_MINUTE);
  });

  it('the statistics are consistent at every moment', () => {
    expect(service.imbalances).toEqual([]);
  });
});

describe(`While the platform is down for ten minutes, an application raises ${INCIDENTS} alerts, and then`, () => {
  const priorityOf = (index: number) => (index % 100 === 0 ? 'P1' : index % 2 === 0 ? 'P3' : 'P5');
  const raised = Array.from({ length: INCIDENTS }, (_, index) => ({ alias: `alert ${index}`, index }));
  const results: boolean[] = [];
  let service: Service;

  beforeAll(async () => {
    service = await Service.start();
    service.sandbox.fault({ status: 500 });
    await service.pass(OUTAGE, (second) => {
      const [from, to] = [second, second + 1].map((end) => Math.round((end / OUTAGE) * INCIDENTS));
      for (const { alias, index } of raised.slice(from, to)) {
        const receipt = service.opsgenie.raise({ message: 'Trouble', alias, priority: priorityOf(index) });
        void receipt.delivered.then(({ ok }) => results.push(ok));
      }
    });
    service.sandbox.fault(undefined);
    await service.pass(AFTERMATH, () => undefined);
  });
  afterAll(() => service.stop());

  const deliveredAliases = () => new Set(service.sandbox.alerts.map(({ alias }) => alias));

  it('delivers every urgent alert', () => {
    const delivered = deliveredAliases();
    const urgent = raised.filter(({ index }) => priorityOf(index) === 'P1');
    expect(urgent.filter(({ alias }) => !delivered.has(alias))).toEqual([]);
  });

  it('each alert is delivered or passed to onDropped exactly once, and receipts report the true outcome', () => {
    const delivered = deliveredAliases();
    const dropped = service.dropped.map(({ alias }) => alias);
    expect(new Set(dropped).size).toBe(dropped.length);
    expect(raised.filter(({ alias }) => delivered.has(alias) === dropped.includes(alias))).toEqual([]);
    expect(results.filter((ok) => !ok)).toHaveLength(dropped.length);
    expect(results).toHaveLength(INCIDENTS);
  });

  it('the least urgent alerts are dropped first', () => {
    const delivered = raised.filter(({ alias }) => deliveredAliases().has(alias));
    expect(delivered.filter(({ index }) => priorityOf(index) === 'P5')).toEqual([]);
    expect(delivered.filter(({ index }) => priorityOf(index) === 'P3').length).toBeGreaterThan(300);
  });

  it('the queue never exceeds its limit', () => {
    expect(service.mostWaiting).toBeLessThanOrEqual(MOST_WAITING);
  });

  it('the statistics are consistent at every moment', () => {
    expect(service.imbalances).toEqual([]);
    expect(service.opsgenie.stats()).toMatchObject({ waiting: 0 });
  });
});
