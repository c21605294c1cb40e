import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

import type { Answers, Reply } from './answer.js';
import { pinned, type Place } from './pinning.js';

/** The start options of a worker. */
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

/** The timeout of a request, in milliseconds, so that a broken worker does not block the whole run. */
const DEADLINE = 600_000;

/** A worker process, pinned to a CPU and run as in production, that answers requests. */
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
      // JSON would turn undefined into null.
      serialization: 'advanced',
    });
    this.#process.on('message', (reply: Reply) => this.#take(reply));
    this.#process.once('exit', (code, signal) => this.#abandon(`${file.pathname} ended: ${code ?? signal}`));
    this.#process.on('error', (error) => this.#abandon(error.message));
  }

  /** Starts a program that calls `answer()`, passes it to a callback, and always ends it. */
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
   * Sends a request.
   *
   * @throws Error if the worker fails, ends, or takes too long
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
    // The worker is compiled against the same types.
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
    // It needs no graceful shutdown.
    this.#process.kill('SIGKILL');
    await ended;
  }
}
