import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { inject, onTestFinished } from 'vitest';
import type { Orders } from './programs/orders.js';

/** The folder of the programs. Node finds their packages in the folders above. */
export const PROGRAMS = new URL(
  `../../${inject('nestMajor') === 11 ? 'test/nest-11/' : ''}.cache/faults/test/faults/programs/`,
  import.meta.url,
);

/** How a process ended, and its output. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

/** The environment of a program. */
export interface Circumstances {
  /** Options of Node. */
  readonly node?: readonly string[];
  /** Environment variables in addition to `PATH`. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Shell commands to run before the program, e.g. to limit its resources. */
  readonly shell?: string;
  /** A command that runs the shell and the program, with its options. */
  readonly within?: readonly string[];
}

/** A program in a separate process. It is killed when the test ends. */
export class Child {
  readonly #process: ChildProcess;
  #output = '';
  #errors = '';
  readonly #closed: Promise<unknown>;

  constructor(name: string, orders: Orders, { node = [], environment, shell, within = [] }: Circumstances = {}) {
    const path = fileURLToPath(new URL(`${name}.js`, PROGRAMS));
    const command = [process.execPath, ...node, path, JSON.stringify(orders)];
    // The test runner's own environment would turn the module off.
    const { PATH } = process.env;
    const env = { PATH, ...environment };
    const prepared = shell === undefined ? command : ['sh', '-c', `${shell} && exec "$@"`, 'sh', ...command];
    const [program = '', ...rest] = [...within, ...prepared];
    this.#process = spawn(program, rest, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process.stdout?.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#errors += text));
    this.#closed = once(this.#process, 'close');
    onTestFinished(() => void this.#process.kill('SIGKILL'));
  }

  /** All output so far. */
  get output(): string {
    return this.#output;
  }

  /** Resolves when the output contains this. */
  async says(part: string): Promise<void> {
    while (!this.#output.includes(part)) {
      const { exitCode, signalCode, stdout } = this.#process;
      if (stdout === null || exitCode !== null || signalCode !== null) {
        throw new Error(`It ended without saying '${part}': ${this.#output}${this.#errors}`);
      }
      await Promise.race([once(stdout, 'data'), this.#closed]);
    }
  }

  /** Kills it immediately, like `kill -9`. */
  kill(): Promise<End> {
    this.#process.kill('SIGKILL');
    return this.end();
  }

  /** Asks it to end, like an orchestrator. */
  terminate(): Promise<End> {
    this.#process.kill('SIGTERM');
    return this.end();
  }

  /** Resolves when it has ended. */
  async end(): Promise<End> {
    await this.#closed;
    const { exitCode, signalCode } = this.#process;
    return { code: exitCode, signal: signalCode, output: this.#output, errors: this.#errors };
  }
}
