import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

import { freePort } from '../contexts/free-port.js';
import { RedisServer, sendCommand } from './redis-server.js';
import { until } from './store-bench.js';

/** A server, its replica, and the Sentinel that watches them. */
export interface Watched {
  /** Where Sentinel answers. */
  readonly port: number;
  /** What Sentinel calls them. */
  readonly name: string;
  readonly master: RedisServer;
  readonly replica: RedisServer;
}

const NAME = 'shop';

/** Starts all three, which end with the test, and waits until Sentinel knows them. */
export async function startWatched(): Promise<Watched> {
  const master = await RedisServer.start();
  onTestFinished(() => master.stop());
  const replica = await RedisServer.start(['--replicaof', '127.0.0.1', `${master.port}`]);
  onTestFinished(() => replica.stop());
  await until(async () => (await replica.run('INFO', 'replication')).includes('master_link_status:up'));
  const port = await startSentinel(master.port);
  // Without a replica that it knows, it has nothing to promote.
  await until(async () =>
    (await sendCommand(port, ['SENTINEL', 'MASTER', NAME])).includes('num-slaves\r\n$1\r\n1\r\n'),
  );
  return { port, name: NAME, master, replica };
}

async function startSentinel(watched: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'fleet-sentinel-'));
  const port = await freePort();
  const file = join(folder, 'sentinel.conf');
  writeFileSync(
    file,
    [
      `port ${port}`,
      'bind 127.0.0.1',
      `dir ${folder}`,
      `sentinel monitor ${NAME} 127.0.0.1 ${watched} 1`,
      `sentinel down-after-milliseconds ${NAME} 500`,
      `sentinel failover-timeout ${NAME} 3000`,
    ].join('\n'),
  );
  const sentinel = spawn('redis-server', [file, '--sentinel'], { stdio: 'ignore' });
  onTestFinished(async () => {
    const exit = once(sentinel, 'exit');
    sentinel.kill('SIGKILL');
    await exit;
    rmSync(folder, { recursive: true, force: true });
  });
  await until(() =>
    sendCommand(port, ['PING']).then(
      (answer) => answer === '+PONG\r\n',
      () => false,
    ),
  );
  return port;
}
