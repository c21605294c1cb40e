import { randomUUID } from 'node:crypto';
import { setImmediate, setTimeout } from 'node:timers/promises';

import axios from 'axios';
import { from } from 'rxjs';
import { onTestFinished } from 'vitest';

import { fleetPace } from '../../../src/fleet/fleet-pace.js';
import { fleetTimes } from '../../../src/fleet/fleet-times.js';
import type { Monitor } from '../../../src/incidents/monitor.js';
import type { OpsgenieModuleOptions } from '../../../src/index.js';
import { resolveOptions } from '../../../src/opsgenie.options.js';
import { journalOf, type JournalChoice } from '../../../src/pipeline/chosen-journal.js';
import { platformOf } from '../../../src/pipeline/chosen-platform.js';
import { OpsgeniePipeline } from '../../../src/pipeline/pipeline.js';
import { OpsgenieSandbox, VirtualClock } from '../../../src/testing/index.js';
import { parseDuration, type Duration } from '../../../src/time/duration.js';
import { ModelFleet, type ModelStore } from '../../fleet/model/model-fleet.js';
import { Lines } from '../delivery/delivery-bench.js';
import { requestOutcome } from '../rules/outcomes.js';

const API_KEY = randomUUID();
/** How far the time advances before answers are taken, in milliseconds. */
const STEP = 250;

/** One process: all but Nest, its clock and the fleet's store are as in an application. */
export interface FleetProcess {
  readonly pipeline: OpsgeniePipeline;
  readonly store: ModelStore;
  readonly log: Lines;
  /** A request that succeeds, or fails. */
  request(operation: string, isGood: boolean): void;
}

/** Several processes of one service on one virtual clock, with one store in memory and a real server as the platform. */
export class PipelineFleet {
  readonly store = new ModelFleet(() => this.clock.wall(), fleetTimes({ lease: 10_000, history: 3_600_000 }));
  readonly processes: FleetProcess[] = [];

  private constructor(
    readonly clock: VirtualClock,
    readonly sandbox: OpsgenieSandbox,
  ) {}

  static async start(): Promise<PipelineFleet> {
    const clock = new VirtualClock();
    const sandbox = await OpsgenieSandbox.start({ processingDelay: 0, clock });
    onTestFinished(() => sandbox.stop());
    return new PipelineFleet(clock, sandbox);
  }

  /** Starts one more process. */
  add(given: Partial<OpsgenieModuleOptions> = {}, chooseJournal: JournalChoice = journalOf): FleetProcess {
    const name = `shop-${this.processes.length + 1}`;
    const log = new Lines();
    const store = this.store.join({ name, version: given.version ?? '' });
    const options = resolveOptions({
      apiKey: API_KEY,
      baseUrl: this.sandbox.url,
      service: 'shop',
      environment: 'test',
      enabled: true,
      logger: false,
      ...given,
      fleet: { redis: 'redis://in-memory', instance: name, ...given.fleet },
    });
    const pipeline = new OpsgeniePipeline(options, {
      log,
      http: { request: (config) => from(axios.request(config)) },
      clock: this.clock,
      choosePlatform: platformOf,
      chooseJournal,
      chooseFleet: ({ fleet }) => fleet && { store, pace: fleetPace(fleet.syncEvery, fleet.isolateAfter) },
    });
    pipeline.start();
    pipeline.observers.ready();
    onTestFinished(() => pipeline.exit());
    const { incidents, rules } = pipeline;
    const monitors = new Map<string, Monitor>();
    const request = (operation: string, isGood: boolean): void => {
      const monitor = monitors.get(operation) ?? incidents.monitor(rules.rulesWithoutHandler, operation);
      monitors.set(operation, monitor);
      const end = isGood ? { status: 200 } : { status: 500, errors: [new Error('boom')] };
      monitor.record(requestOutcome({ operation, durationMs: 5, ...end }), this.clock.now());
    };
    const started = { pipeline, store, log, request };
    this.processes.push(started);
    return started;
  }

  /** One of the processes, counted from 1. */
  at(number: number): FleetProcess {
    const found = this.processes[number - 1];
    if (found === undefined) throw new Error(`There is no process ${number}.`);
    return found;
  }

  /** How many closes the platform accepted. */
  get closes(): number {
    return this.sandbox.requests.filter(({ path, status }) => path.endsWith('/close') && status === 202).length;
  }

  /** Kills a process: it does nothing any more. */
  kill({ pipeline, store }: FleetProcess): void {
    store.setCutOff(true);
    pipeline.exit();
    pipeline.observers.stop();
    pipeline.incidents.stop();
  }

  /** Advances the time in steps, and lets the store and the platform answer after each. @param work runs before each whole second */
  async advance(span: Duration, work: () => void = () => undefined): Promise<void> {
    const end = this.clock.now() + (parseDuration(span) ?? 0);
    while (this.clock.now() < end) {
      if (this.clock.now() % 1_000 === 0) work();
      this.clock.advance(Math.min(STEP, end - this.clock.now()));
      await this.settled();
    }
  }

  /** Waits until nothing is under way. */
  async settled(): Promise<void> {
    for (;;) {
      for (let turn = 0; turn < 5; turn++) await setImmediate();
      if (this.#isIdle) return;
      await setTimeout(1);
    }
  }

  get #isIdle(): boolean {
    return this.processes.every(({ pipeline }) => pipeline.outboxes.stats().own.inFlight === 0);
  }
}
