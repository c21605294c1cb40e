import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A Node program that runs beside the test, and what it has written so far. */
export class BackgroundProgram {
  readonly #process: ChildProcess;
  readonly #exit: Promise<unknown[]>;
  #output = '';

  /** @param environment comes on top of this process's own */
  constructor(script: string, environment: Readonly<Record<string, string>>) {
    this.#process = spawn(process.execPath, [script], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#exit = once(this.#process, 'exit');
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    }
  }

  get output(): string {
    return this.#output;
  }

  /** Asks the program to end, if it has not. @returns its exit code; `null` when the signal ended it */
  async end(signal: NodeJS.Signals): Promise<unknown> {
    this.#process.kill(signal);
    return this.exit();
  }

  /** @returns the exit code, when it has ended */
  async exit(): Promise<unknown> {
    const [code] = await this.#exit;
    return code;
  }
}
