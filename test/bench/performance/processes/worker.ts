import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

import type { Answers, Reply } from './answer.js';
import { pinned, type Place } from './pinning.js';

/** How a worker is started. */
export interface WorkerOptions {
  readonly place: Place;
  /** Options of Node, such as `--expose-gc`. */
  readonly nodeOptions?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (reason: Error) => void;
  readonly deadline: NodeJS.Timeout;
}

/** Nothing that is asked takes longer; what does is broken, and must not hold up the whole run. Milliseconds. */
const DEADLINE = 600_000;

/** A process of ours, pinned to a CPU and run as in production, that answers questions. */
export class Worker<A extends Answers> {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;

  private constructor(file: URL, { place, nodeOptions = [], environment = {} }: WorkerOptions) {
    const [execPath, ...execArgv] = pinned(place, [process.execPath, ...nodeOptions]);
    this.#process = fork(file, {
      execPath,
      execArgv,
      env: { ...process.env, NODE_ENV: 'production', ...environment },
      // JSON would turn what is left out into null.
      serialization: 'advanced',
    });
    this.#process.on('message', (reply: Reply) => this.#take(reply));
    this.#process.once('exit', (code, signal) => this.#abandon(`${file.pathname} ended: ${code ?? signal}`));
    this.#process.on('error', (error) => this.#abandon(error.message));
  }

  /** Starts the program in a file that calls `answer()`, uses it, and ends it whatever happens. */
  static async use<A extends Answers, Result>(
    file: URL,
    options: WorkerOptions,
    use: (worker: Worker<A>) => Promise<Result>,
  ): Promise<Result> {
    const worker = new Worker<A>(file, options);
    try {
      return await use(worker);
    } finally {
      await worker.#stop();
    }
  }

  /**
   * Asks a question.
   *
   * @throws Error when the worker fails at it, ends, or takes too long
   */
  async ask<Name extends keyof A & string>(
    name: Name,
    ...parameters: Parameters<A[Name]>
  ): Promise<Awaited<ReturnType<A[Name]>>> {
    const id = ++this.#asked;
    const answer = await new Promise<unknown>((resolve, reject) => {
      const deadline = setTimeout(() => this.#take({ id, problem: `${name} took too long` }), DEADLINE);
      this.#waiting.set(id, { resolve, reject, deadline });
      this.#process.send({ id, name, parameters });
    });
    // The worker is our own program, compiled against the same types.
    return answer as Awaited<ReturnType<A[Name]>>;
  }

  #take({ id, answer, problem }: Reply): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.deadline);
    if (problem === undefined) waiting.resolve(answer);
    else waiting.reject(new Error(problem));
  }

  #abandon(problem: string): void {
    for (const id of this.#waiting.keys()) this.#take({ id, problem });
  }

  async #stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    // Nothing in it is worth a shutdown.
    this.#process.kill('SIGKILL');
    await ended;
  }
}
