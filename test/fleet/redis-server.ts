import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { freePort } from '../contexts/free-port.js';

/** A busy machine is slow to start a server. Milliseconds. */
const START_WITHIN = 20_000;

/** The servers that the fleet runs on. */
export type Program = 'redis-server' | 'valkey-server';

/** Whether a server is installed. In continuous integration Redis has to be; elsewhere its tests are skipped, with a warning. */
export function hasServer(program: Program = 'redis-server'): boolean {
  const isInstalled = spawnSync(program, ['--version']).status === 0;
  if (isInstalled || (program === 'redis-server' && process.env['CI'] !== undefined)) return true;
  console.warn(
    `SKIPPED: ${program} is not installed, so the fleet was not tested on it. \`apt-get install ${program}\`.`,
  );
  return false;
}

/** A server of a test's own, which can be killed, stopped and started again on its port. */
export class RedisServer {
  readonly port: number;
  readonly #program: Program;
  readonly #args: readonly string[];
  readonly #folder = mkdtempSync(join(tmpdir(), 'fleet-redis-'));
  #process: ChildProcess | undefined;

  private constructor(port: number, program: Program, args: readonly string[]) {
    this.port = port;
    this.#program = program;
    this.#args = args;
  }

  /** Starts a server on a free port, without persistence unless `args` say otherwise. */
  static async start(args: readonly string[] = [], program: Program = 'redis-server'): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), program, args);
    await server.start();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it again, on the same port and with the same folder. */
  async start(): Promise<void> {
    const fixed = [
      '--port',
      `${this.port}`,
      '--bind',
      '127.0.0.1',
      '--dir',
      this.#folder,
      '--save',
      '',
      '--loglevel',
      'warning',
    ];
    const server = spawn(this.#program, [...fixed, ...this.#args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const output: string[] = [];
    for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk) => output.push(String(chunk)));
    this.#process = server;
    const deadline = Date.now() + START_WITHIN;
    // A server that was left over on this port would survive every kill, and make every test pass.
    while (!(await this.#answersItself())) {
      if (server.exitCode !== null || Date.now() > deadline)
        throw new Error(`${this.#program} did not start on port ${this.port}:\n${output.join('')}`);
      await setTimeout(20);
    }
  }

  async #answersItself(): Promise<boolean> {
    try {
      const info = await sendCommand(this.port, ['INFO', 'server']);
      return info.includes(`process_id:${this.#process?.pid}\r`);
    } catch {
      return false;
    }
  }

  /** Runs a command on a connection of its own. @returns the answer as it is on the wire */
  run(...words: string[]): Promise<string> {
    return sendCommand(this.port, words);
  }

  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  /** It is still there, but does nothing. */
  suspend(): void {
    this.#process?.kill('SIGSTOP');
  }

  resume(): void {
    this.#process?.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    await this.#end('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const server = this.#process;
    this.#process = undefined;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const exit = once(server, 'exit');
    server.kill(signal);
    await exit;
  }
}

/** Sends one command over a plain socket: tests must not depend on the client that they test. */
export async function sendCommand(port: number, words: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(2_000) });
    socket.setTimeout(5_000, () => socket.destroy(new Error('no answer')));
    socket.write(`*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`);
    let answer = '';
    for await (const chunk of socket) {
      answer += String(chunk);
      if (isWhole(answer)) return answer;
    }
    throw new Error('the connection ended');
  } finally {
    socket.destroy();
  }
}

/** Good enough for texts, numbers, states and flat lists. */
function isWhole(answer: string): boolean {
  if (!answer.endsWith('\r\n')) return false;
  const lines = answer.split('\r\n');
  const [first = ''] = lines;
  if (first.startsWith('$'))
    return first === '$-1' || Buffer.byteLength(answer) >= first.length + 4 + Number(first.slice(1));
  if (!first.startsWith('*')) return true;
  let whole = 1;
  for (let item = 0; item < Number(first.slice(1)); item++) {
    const head = lines[whole];
    if (head === undefined || head === '') return false;
    whole += head.startsWith('$') && head !== '$-1' ? 2 : 1;
  }
  return lines.length > whole;
}
