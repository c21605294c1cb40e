import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { freePort } from './free-port.js';

/** RabbitMQ starts slowly, above all where several tests share few processors. Milliseconds. */
const START_WITHIN = 90_000;
/** Where Debian puts servers, which is not in the path of every user. */
const SYSTEM_FOLDERS = ['/usr/sbin', '/usr/local/sbin'];

/** A real message broker, for tests. */
export interface Broker {
  readonly name: string;
  /** The package of Debian that brings it. */
  readonly debianPackage: string;
  /** Its program: a name, or an absolute path. */
  readonly program: string;
  /** What it is started with. It may write only into `folder`. */
  readonly start: (port: number, folder: string) => Promise<Launch>;
}

/** How a broker is started. */
export interface Launch {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Other programs that have to run as long as it does. */
  readonly before?: readonly (readonly [program: string, ...args: string[]])[];
}

/** A broker that runs. */
export interface RunningBroker {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Starts a broker on a free port, with a temporary folder.
 *
 * @returns `undefined`, and a warning, where its program is not installed
 * @throws where it is not installed in continuous integration, which has to test everything
 */
export async function startBroker(broker: Broker): Promise<RunningBroker | undefined> {
  const program = find(broker.program);
  if (program === undefined) {
    const missing = `${broker.name} is not installed: \`apt-get install ${broker.debianPackage}\`.`;
    if (process.env['CI'] !== undefined) throw new Error(missing);
    console.warn(`SKIPPED: the tests with ${broker.name} did not run. ${missing}`);
    return undefined;
  }
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'broker-'));
  const { args, env = {}, before = [] } = await broker.start(port, folder);
  const running: ChildProcess[] = [];
  const run = (command: string, given: readonly string[]): ChildProcess => {
    const child = spawn(command, given, {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.unshift(child);
    return child;
  };
  const stop = async (): Promise<void> => {
    for (const child of running) await end(child);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  for (const [other, ...given] of before) run(other, given);
  const server = run(program, args);
  const output: string[] = [];
  for (const stream of [server.stdout, server.stderr]) stream?.on('data', (chunk) => output.push(String(chunk)));
  const deadline = Date.now() + START_WITHIN;
  while (!(await accepts(port))) {
    if (server.exitCode === null && Date.now() < deadline) {
      await setTimeout(100);
      continue;
    }
    await stop();
    throw new Error(`${broker.name} did not start:\n${output.join('')}`);
  }
  return { port, stop };
}

function find(program: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...SYSTEM_FOLDERS];
  const places = program.startsWith('/') ? [program] : folders.map((folder) => join(folder, program));
  return places.find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const patience = new AbortController();
  const late = setTimeout(10_000, undefined, { signal: patience.signal }).then(
    () => child.kill('SIGKILL'),
    () => undefined,
  );
  await exit;
  patience.abort();
  await late;
}
