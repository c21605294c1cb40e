import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { OpsgenieSandbox } from '../../../src/testing/index.js';
import { Child } from '../child.js';

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'restart-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

async function newSandbox(): Promise<OpsgenieSandbox> {
  const sandbox = await OpsgenieSandbox.start({ processingDelay: 0 });
  onTestFinished(() => sandbox.stop());
  return sandbox;
}

/** The address at which an application listens. */
async function address(child: Child): Promise<string> {
  await child.says('\n');
  return /http\S+/.exec(child.output)?.[0] ?? '';
}

it('closes the alert of an incident that began before a kill and ended after it', async () => {
  const sandbox = await newSandbox();
  const orders = { baseUrl: sandbox.url, directory: newDirectory() };
  const first = new Child('serving', { ...orders, fails: true });
  expect((await fetch(`${await address(first)}/orders`)).status).toBe(500);
  const { alias } = await sandbox.waitForAlert({ status: 'open' }, '10s');
  await first.kill();

  const second = new Child('serving', { ...orders, fails: false });
  const url = await address(second);
  for (let request = 0; request < 5; request++) expect((await fetch(`${url}/orders`)).status).toBe(200);
  const closed = await sandbox.waitForAlert({ alias, status: 'closed' }, '10s');
  expect(closed.notes.map(({ note }) => note).join()).toMatch(/^Recovered: /);
  expect(sandbox.alerts).toHaveLength(1);
  await second.kill();
});

it('does not raise it again while the incident is active, and closes it when it ends', async () => {
  const sandbox = await newSandbox();
  const orders = { baseUrl: sandbox.url, directory: newDirectory() };
  for (const process of [1, 2]) {
    const child = new Child('serving', { ...orders, fails: true });
    expect((await fetch(`${await address(child)}/orders`)).status).toBe(500);
    if (process === 1) await sandbox.waitForAlert({ status: 'open' }, '10s');
    await child.terminate();
  }
  expect(sandbox.alerts).toMatchObject([{ status: 'open', count: 1 }]);
  const last = new Child('serving', { ...orders, fails: false });
  const url = await address(last);
  for (let request = 0; request < 5; request++) await fetch(`${url}/orders`);
  await sandbox.waitForAlert({ status: 'closed' }, '10s');
  await last.kill();
});

it('delivers at the next start messages that the platform did not accept before the application stopped', async () => {
  const sandbox = await newSandbox();
  sandbox.fault({ status: 503 });
  const orders = { baseUrl: sandbox.url, directory: newDirectory() };
  const first = new Child('serving', { ...orders, fails: true });
  await fetch(`${await address(first)}/orders`);
  await sandbox.waitForRequest(() => true, '10s');
  await first.kill();
  expect(sandbox.alerts).toEqual([]);
  sandbox.fault(undefined);
  const second = new Child('serving', { ...orders, fails: false });
  expect((await sandbox.waitForAlert({ status: 'open' }, '10s')).details).toHaveProperty('raisedAt');
  await second.kill();
});
