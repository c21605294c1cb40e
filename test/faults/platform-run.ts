import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';

import type { Message } from '../../src/alerts/message.js';
import { resolveDelivery, type DeliveryOptions } from '../../src/delivery/delivery-options.js';
import type { DeliveryStats } from '../../src/delivery/delivery-stats.js';
import { opsgenieAt } from '../unit/platforms/opsgenie-platform.js';
import { NoJournal } from '../../src/journal/no-journal.js';
import { Outbox } from '../../src/delivery/outbox.js';
import { OpsgenieSandbox } from '../../src/testing/index.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { create, Lines } from '../unit/delivery/delivery-bench.js';
import type { PlatformFault } from './platform-faults.js';

/** The step in which time passes, in milliseconds. Between steps, everything on the wire arrives. */
const STEP = 1_000;

/** An outbox and a real platform server on one clock, during a fault of the platform and after it. */
export class PlatformRun {
  readonly log = new Lines();
  readonly outbox: Outbox;
  /** Messages passed to `onDropped`. */
  readonly dropped: Message[] = [];
  /** Inconsistent statistics, and when they were seen. */
  readonly imbalances: string[] = [];
  /** Requests that reached the platform during its fault. */
  duringFault = 0;
  mostWaiting = 0;
  #sandbox: OpsgenieSandbox;
  #fault: PlatformFault | undefined;

  private constructor(
    readonly clock: VirtualClock,
    sandbox: OpsgenieSandbox,
    options: DeliveryOptions,
  ) {
    this.#sandbox = sandbox;
    const onDropped = (message: Message): void => void this.dropped.push(message);
    const settings = resolveDelivery({ onDropped, ...options });
    const platform = opsgenieAt(sandbox.url, {
      apiKey: randomUUID(),
      attemptTimeout: settings.attemptTimeout,
      clock,
    });
    this.outbox = new Outbox({
      platform,
      clock,
      settings,
      log: this.log,
      journal: new NoJournal(),
      random: () => 1,
      onThrottled: ({ waiting }) => create('throttled', 'P2', `${waiting} alerts wait`),
    });
  }

  static async start(options: DeliveryOptions = {}): Promise<PlatformRun> {
    const clock = new VirtualClock();
    return new PlatformRun(clock, await OpsgenieSandbox.start({ clock, processingDelay: 0 }), options);
  }

  get sandbox(): OpsgenieSandbox {
    return this.#sandbox;
  }

  /** Starts the fault. */
  async strike(fault: PlatformFault): Promise<void> {
    this.#fault = fault;
    if (fault.fault === 'refused') await this.#sandbox.stop();
    else this.#sandbox.fault(fault.fault);
    this.duringFault -= this.#sandbox.requests.length;
  }

  /** Ends the fault. */
  async mend(): Promise<void> {
    this.duringFault += this.#sandbox.requests.length;
    if (this.#fault?.fault === 'refused') {
      const port = Number(new URL(this.#sandbox.url).port);
      this.#sandbox = await OpsgenieSandbox.start({ clock: this.clock, processingDelay: 0, port });
    }
    this.#sandbox.fault(undefined);
    this.#fault = undefined;
  }

  /** Lets time pass, second by second. */
  async pass(milliseconds: number, everySecond: () => void = nothing): Promise<void> {
    for (let passed = 0; passed < milliseconds; passed += STEP) {
      this.clock.advance(STEP);
      everySecond();
      await this.#arrive();
    }
  }

  async stop(): Promise<void> {
    this.outbox.stop();
    await this.#sandbox.stop();
  }

  /** Waits until nothing is on the wire: each attempt has ended, or hangs at the platform. */
  async #arrive(): Promise<void> {
    do {
      this.#audit();
      await turn();
    } while (this.outbox.stats().inFlight !== this.#hanging());
    this.#audit();
  }

  #hanging(): number {
    const { hangs = 0 } = this.#fault ?? {};
    const now = this.clock.wall();
    return hangs === 0 ? 0 : this.#sandbox.requests.filter(({ at }) => now - Number(at) < hangs).length;
  }

  #audit(): void {
    const stats = this.outbox.stats();
    this.mostWaiting = Math.max(this.mostWaiting, stats.waiting);
    if (stats.accepted !== outcomesOf(stats)) this.imbalances.push(`${this.clock.now()} ms: ${JSON.stringify(stats)}`);
  }
}

/** The number of settled and unsettled messages; it must equal the number of accepted ones. */
function outcomesOf({ waiting, inFlight, delivered, deduplicated, cancelled, dropped }: DeliveryStats): number {
  const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  return waiting + inFlight + delivered + deduplicated + cancelled + lost;
}

function nothing(): void {
  // Only time passes.
}
