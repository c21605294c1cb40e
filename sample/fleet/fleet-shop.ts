import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import type { ShopReport } from './shop-process.js';

const PROGRAM = fileURLToPath(new URL('./shop-process.js', import.meta.url));
/** Of what a shop has written; enough to see why it failed. Characters. */
const KEPT_OUTPUT = 4_000;
/** A shop that does not close within this time is killed. Milliseconds. */
const CLOSES_WITHIN = 10_000;

/** A shop in a process of its own. */
export class FleetShop {
  readonly name: string;
  readonly #process: ChildProcess;
  readonly #exit: Promise<unknown>;
  #report: ShopReport | undefined;
  #output = '';
  #isOpen = true;

  /** @param environment added to the environment of this process */
  constructor(name: string, environment: Readonly<Record<string, string>>) {
    this.name = name;
    // With REDIS_URL the shop would also open its queue, which has nothing to do with the drill.
    const { REDIS_URL: _queue, ...inherited } = process.env;
    this.#process = fork(PROGRAM, {
      env: { ...inherited, ...environment, FLEET_INSTANCE: name },
      execArgv: [],
      silent: true,
    });
    this.#exit = once(this.#process, 'exit').finally(() => (this.#isOpen = false));
    this.#process.on('message', (report: ShopReport) => (this.#report = report));
    for (const stream of [this.#process.stdout, this.#process.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-KEPT_OUTPUT);
      });
  }

  /** Whether its process runs. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** What it last said of itself; `undefined` until it is open. */
  get report(): ShopReport | undefined {
    return this.#report;
  }

  /** What it has written, for the case that it fails. */
  get output(): string {
    return this.#output;
  }

  /** Its payment provider goes down, or recovers. Its checkouts fail in the meantime. */
  async breakPayments(isBroken: boolean): Promise<void> {
    const method = isBroken ? 'POST' : 'DELETE';
    await fetch(`${this.#report?.url}/drill/payments`, { method });
  }

  /** Ends its process at once: it cannot say goodbye to the others. */
  async kill(): Promise<void> {
    this.#isOpen = false;
    this.#process.kill('SIGKILL');
    await this.#exit;
  }

  /** Closes it: it sends what is still queued, and leaves the fleet. */
  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#process.disconnect();
    const deadline = setTimeout(() => this.#process.kill('SIGKILL'), CLOSES_WITHIN);
    await this.#exit;
    clearTimeout(deadline);
  }
}
