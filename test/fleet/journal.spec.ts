import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it, onTestFinished } from 'vitest';

import { OpsgenieSandbox } from '../../src/testing/index.js';
import type { Orders } from '../faults/programs/orders.js';
import { hasServer, RedisServer } from './redis-server.js';
import { until } from './store-bench.js';

const PROGRAM = fileURLToPath(new URL('../../.cache/faults/test/faults/programs/raising-in-fleet.js', import.meta.url));
const NOTES = 200;

interface Running {
  readonly child: ChildProcess;
  output(): string;
}

function run(orders: Orders): Running {
  const child = spawn(process.execPath, [PROGRAM, JSON.stringify(orders)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, output: () => output };
}

/** The notes that the platform accepted, in order. */
function delivered(sandbox: OpsgenieSandbox): number[] {
  return sandbox.requests
    .filter(({ status }) => status === 202)
    .map(({ text }) => Number(/note (\d+)/.exec(text)?.[1]));
}

async function start(): Promise<{ server: RedisServer; sandbox: OpsgenieSandbox }> {
  const server = await RedisServer.start();
  onTestFinished(() => server.stop());
  const sandbox = await OpsgenieSandbox.start({ processingDelay: 0 });
  onTestFinished(() => sandbox.stop());
  return { server, sandbox };
}

describe.runIf(hasServer())('the journal in Redis', () => {
  it('hands to another process what a killed one had accepted, each once and in order', async () => {
    const { sandbox, server } = await start();
    // Half of the messages get through; then the platform is down.
    let answered = 0;
    sandbox.fault({ status: 503, match: () => answered++ >= NOTES / 2 });
    const first = run({ baseUrl: sandbox.url, redis: server.url, raises: NOTES });
    await until(() => first.output().includes('written') && delivered(sandbox).length >= NOTES / 2);
    const second = run({ baseUrl: sandbox.url, redis: server.url });
    await until(() => second.output().includes('written'));
    const third = run({ baseUrl: sandbox.url, redis: server.url });
    first.child.kill('SIGKILL');
    sandbox.fault(undefined);

    await until(() => new Set(delivered(sandbox)).size === NOTES, 30_000);

    const notes = delivered(sandbox);
    // At least once: what was settled in the last milliseconds may be sent again.
    expect(notes.length).toBeLessThanOrEqual(NOTES + 10);
    const heirs = [second, third].filter(({ output }) => output().includes('Took over'));
    expect(heirs).toHaveLength(1);
    for (let alias = 0; alias < 10; alias++) {
      const own = [...new Set(notes.filter((note) => note % 10 === alias))];
      expect(own).toEqual(own.toSorted((one, other) => one - other));
    }
  });

  it('settles once what is in the journal on disk as well, whoever finds it first', async () => {
    const { sandbox, server } = await start();
    const directory = mkdtempSync(join(tmpdir(), 'fleet-journal-'));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    sandbox.fault({ status: 503 });
    const first = run({ baseUrl: sandbox.url, redis: server.url, directory, raises: 50 });
    await until(() => first.output().includes('written'));
    // On another machine: it sees Redis, but not the disk.
    const other = run({ baseUrl: sandbox.url, redis: server.url });
    await until(() => other.output().includes('written'));
    first.child.kill('SIGKILL');
    const again = run({ baseUrl: sandbox.url, redis: server.url, directory });
    await until(() => again.output().includes('Took over'));
    sandbox.fault(undefined);
    await until(() => new Set(delivered(sandbox)).size === 50, 30_000);
    // The other one has looked into what the dead one left, too.
    const members = async (): Promise<string> => server.run('ZCARD', 'nog1:{shop:test}:jm');
    await until(async () => (await members()) === ':2\r\n', 20_000);

    expect(delivered(sandbox)).toHaveLength(50);
    expect(other.output()).not.toContain('Took over');
  });

  it('goes on without Redis, and writes all when it is back empty', async () => {
    const { sandbox, server } = await start();
    sandbox.fault({ status: 503 });
    const first = run({ baseUrl: sandbox.url, redis: server.url, raises: 20 });
    await until(() => first.output().includes('written'));
    await server.kill();
    await server.start();
    await until(async () => /:[^*]*j:/.test(await server.run('KEYS', 'nog1:*:j:*')), 20_000);
    const second = run({ baseUrl: sandbox.url, redis: server.url });
    await until(() => second.output().includes('written'));
    first.child.kill('SIGKILL');
    sandbox.fault(undefined);

    await until(() => new Set(delivered(sandbox)).size === 20, 30_000);
    expect(second.output()).toContain('Took over 20 alert messages');
  });
});
