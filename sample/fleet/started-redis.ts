import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as elapse } from 'node:timers/promises';

import { freePort } from '../free-port.js';
import { DrillError } from './drill-error.js';
import type { DrillRedis } from './drill-redis.js';
import { whyUnreachable } from './reachable.js';

const PROGRAMS = ['redis-server', 'valkey-server'];
/** Milliseconds. */
const STARTS_WITHIN = 10_000;

/** A server that belongs to the drill. It stores nothing on disk, so it is empty after each start. */
export class StartedRedis implements DrillRedis {
  readonly #program: string;
  readonly #port: number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'sample-fleet-'));
  #process: ChildProcess | undefined;

  private constructor(program: string, port: number) {
    this.#program = program;
    this.#port = port;
  }

  /** Starts a server on a free port; `undefined` if none is installed. */
  static async start(): Promise<StartedRedis | undefined> {
    const program = PROGRAMS.find((name) => spawnSync(name, ['--version']).status === 0);
    if (program === undefined) return undefined;
    const redis = new StartedRedis(program, await freePort(0));
    await redis.repair();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.#port}`;
  }

  get title(): string {
    return `a ${this.#program} of its own on port ${this.#port}`;
  }

  async break(): Promise<string> {
    await this.#kill();
    return 'Redis is killed (SIGKILL), and has nothing on disk.';
  }

  async repair(): Promise<void> {
    const where = ['--port', `${this.#port}`, '--bind', '127.0.0.1', '--dir', this.#folder];
    this.#process = spawn(this.#program, [...where, '--save', '', '--appendonly', 'no'], { stdio: 'ignore' });
    const deadline = performance.now() + STARTS_WITHIN;
    let problem = await whyUnreachable(this.url);
    while (problem !== undefined) {
      if (performance.now() > deadline) throw new DrillError(`${this.#program} was started, but: ${problem}.`);
      await elapse(50);
      problem = await whyUnreachable(this.url);
    }
  }

  async stop(): Promise<void> {
    await this.#kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #kill(): Promise<void> {
    const server = this.#process;
    this.#process = undefined;
    // Ctrl-C has reached it as well.
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const exit = once(server, 'exit');
    server.kill('SIGKILL');
    await exit;
  }
}
