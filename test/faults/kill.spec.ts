import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as elapse } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { OpsgenieSandbox } from '../../src/testing/index.js';
import { Child } from './child.js';

const KILLS = 104;
/** Chains of processes that run in parallel and share the directory. */
const CHAINS = 4;
const RAISES = 60;
/** The longest life of a process after its first receipt, in milliseconds. */
const LONGEST_LIFE = 400;

it(`loses nothing that was accepted when a process is killed at any moment, ${KILLS} times`, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'kills-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const sandbox = await OpsgenieSandbox.start({ processingDelay: 0 });
  onTestFinished(() => sandbox.stop());
  const order = { baseUrl: sandbox.url, directory };
  const accepted = new Set<string>();
  const closing = new Set<string>();
  const closed = new Set<string>();
  const wanted = new Set<string>();
  const complaints: string[] = [];

  const chain = async (number: number): Promise<void> => {
    for (let kill = 0; kill < KILLS / CHAINS; kill++) {
      const run = `run-${number}-${kill}`;
      const child = new Child('raising', { ...order, run, raises: RAISES });
      await child.says('\n');
      await elapse(Math.random() * LONGEST_LIFE);
      const { output, signal } = await child.kill();
      expect(signal).toBe('SIGKILL');
      for (const line of output.split('\n')) {
        const [act, alias = '', outcome] = line.split(' ');
        if (act === 'raise' && outcome !== undefined) accepted.add(alias);
        // It may have been accepted just before the kill, without output.
        if (act === 'closing' && outcome !== undefined) closing.add(alias);
        if (act === 'closed' && outcome !== undefined) closed.add(alias);
        if (act === 'error') complaints.push(`${run}: ${line}`);
      }
      for (let index = 0; index < RAISES; index++) wanted.add(`${run}-${index}`);
    }
  };
  await Promise.all(Array.from({ length: CHAINS }, (_, number) => chain(number)));

  const last = new Child('raising', { ...order, run: 'last', raises: 0 });
  await last.says('flushed');
  expect(last.output).toBe('flushed 0 0\n');
  const { signal } = await last.terminate();
  expect(signal).toBe('SIGTERM');

  expect(complaints, 'errors in the log of a process').toEqual([]);
  const delivered = new Map(sandbox.alerts.map((alert) => [alert.alias, alert]));
  const lost = [...accepted].filter((alias) => !delivered.has(alias) && !closing.has(alias));
  expect(lost, 'accepted and never delivered').toEqual([]);
  const strange = [...delivered.keys()].filter((alias) => !wanted.has(alias));
  expect(strange, 'delivered under an alias that nobody raised').toEqual([]);
  const open = [...closed].filter((alias) => delivered.get(alias)?.status === 'open');
  expect(open, 'closed, and open on the platform').toEqual([]);
  const shut = [...accepted].filter((alias) => !closing.has(alias) && delivered.get(alias)?.status === 'closed');
  expect(shut, 'closed, and nobody closed it').toEqual([]);
  expect(accepted.size).toBeGreaterThan(KILLS);
  console.log(
    `${KILLS} kills: ${accepted.size} raised, ${closed.size} closed, ${delivered.size} alerts, ${sandbox.requests.length} requests; ` +
      `${readdirSync(directory).length} files left`,
  );
});
