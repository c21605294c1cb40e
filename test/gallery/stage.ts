import { setImmediate as turnOfTheEventLoop } from 'node:timers/promises';

import type { INestApplication, ModuleMetadata } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { onTestFinished, vi } from 'vitest';

import { OPSGENIE_CLOCK, type OpsgenieModuleOptions, type OpsgenieService } from '../../src/index.js';
import { type OpsgenieSandbox, VirtualClock } from '../../src/testing/index.js';
import { parseDuration, type Duration } from '../../src/time/duration.js';
import { rootModule, RunningApplication, startSandbox } from '../e2e/application.js';
import { RecordingLogger } from '../e2e/recording-logger.js';
import type { Played } from './scene.js';
import { shopControllers, type Behaviour } from './shop.js';

/** The start of every scene, at night. */
const START = new Date('2026-03-01T03:00:00Z');

/** How long every handler takes, at least. */
const HANDLER_TAKES = '28ms';

/** What an application has besides its controllers of HTTP. */
export type Parts = Pick<ModuleMetadata, 'controllers' | 'imports' | 'providers'>;

/** The application of a scene, with its own platform and the clock of both. */
export class Stage {
  /** Sets the behaviour of all handlers. */
  behaviour: Behaviour = () => 'ok';
  readonly #log = new RecordingLogger();
  #application: RunningApplication | undefined;

  private constructor(
    readonly clock: VirtualClock,
    readonly sandbox: OpsgenieSandbox,
  ) {}

  /**
   * Starts `orders-api` in production, with these options. It stops when the test ends.
   *
   * @param previous what ran before on the same platform
   * @param parts what else it has. @defaultValue nothing
   */
  static async open(options: Partial<OpsgenieModuleOptions>, previous?: Stage, parts: Parts = {}): Promise<Stage> {
    const clock = previous?.clock ?? new VirtualClock(START);
    const stage = new Stage(clock, previous?.sandbox ?? (await startSandbox({ clock })));
    await stage.#start(options, parts);
    return stage;
  }

  /** Stops the application, like a deploy. */
  async close(): Promise<void> {
    await this.#running.nest.close();
  }

  /** Ends the application by an error that nothing caught; `processErrors` must be on. */
  async crash(error: Error): Promise<void> {
    // The test runner handles such errors, which other processes do not.
    const handlers = vi.spyOn(process, 'listenerCount').mockReturnValue(0);
    process.listeners('uncaughtExceptionMonitor').at(-1)?.(error, 'uncaughtException');
    handlers.mockRestore();
    await this.settle();
    await this.close();
  }

  get nest(): INestApplication {
    return this.#running.nest;
  }

  get opsgenie(): OpsgenieService {
    return this.#running.opsgenie;
  }

  /** Sends requests, one after the other. @param every the time after each */
  async get(path: string, times = 1, every: Duration = '1s'): Promise<void> {
    for (let time = 0; time < times; time++) {
      await (await this.#running.request(`GET ${path}`)).arrayBuffer();
      await this.#running.responsesClosed();
      await this.settle();
      if (times > 1) await this.wait(every, every);
    }
  }

  /** Lets time pass. @param step the size of each step */
  async wait(span: Duration, step: Duration = '1s'): Promise<void> {
    const end = this.clock.now() + milliseconds(span);
    while (this.clock.now() < end) {
      this.clock.advance(Math.min(milliseconds(step), end - this.clock.now()));
      await this.settle();
    }
  }

  /** Sends successful requests until no incident is active. */
  async recover(path: string, every: Duration = '30s'): Promise<void> {
    this.behaviour = () => 'ok';
    do await this.get(path, 2, every);
    while (this.opsgenie.active().length > 0);
  }

  /** Waits until all due messages are delivered. */
  async settle(): Promise<void> {
    do await turnOfTheEventLoop();
    while (this.opsgenie.stats().delivery.inFlight > 0);
  }

  /** The alerts on the platform. */
  get played(): Played {
    return { requests: this.sandbox.requests, log: this.#log.lines };
  }

  get #running(): RunningApplication {
    if (this.#application === undefined) throw new Error('The application was not started.');
    return this.#application;
  }

  async #start(options: Partial<OpsgenieModuleOptions>, parts: Parts): Promise<void> {
    // No jitter; but Nest needs ids that differ while it starts.
    vi.restoreAllMocks();
    const { random } = Math;
    vi.spyOn(Math, 'random').mockImplementation(() => (this.#application === undefined ? random() : 0.5));
    const controllers = shopControllers((operation) => {
      this.clock.advance(HANDLER_TAKES);
      return this.behaviour(operation);
    });
    const opsgenie = { service: 'orders-api', environment: 'production', logger: this.#log, ...options };
    const root = rootModule(
      { ...parts, controllers: [...controllers, ...(parts.controllers ?? [])], opsgenie },
      this.sandbox,
    );
    const testing = await Test.createTestingModule({ imports: [root] })
      .overrideProvider(OPSGENIE_CLOCK)
      .useValue(this.clock)
      .compile();
    const app = testing.createNestApplication(new ExpressAdapter(), { logger: false, forceCloseConnections: true });
    onTestFinished(() => app.close());
    await app.listen(0, '127.0.0.1');
    this.#application = new RunningApplication(app, this.sandbox);
  }
}

function milliseconds(duration: Duration): number {
  return parseDuration(duration) ?? 0;
}
