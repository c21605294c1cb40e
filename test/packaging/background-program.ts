import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A Node program that runs during the test, and its output so far. */
export class BackgroundProgram {
  readonly #process: ChildProcess;
  readonly #exit: Promise<unknown[]>;
  #output = '';

  /** @param environment added to the environment of this process */
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

  /** Asks the program to end if it is still running. @returns its exit code; `null` if the signal ended it */
  async end(signal: NodeJS.Signals): Promise<unknown> {
    this.#process.kill(signal);
    return this.exit();
  }

  /** @returns the exit code once it has ended */
  async exit(): Promise<unknown> {
    const [code] = await this.#exit;
    return code;
  }
}
