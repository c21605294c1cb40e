import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { OpsgenieSandbox, type SandboxOptions } from '../../../src/testing/index.js';
import { Child } from '../child.js';

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'targets-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

async function newSandbox(options: SandboxOptions = {}): Promise<OpsgenieSandbox> {
  const sandbox = await OpsgenieSandbox.start({ processingDelay: 0, ...options });
  onTestFinished(() => sandbox.stop());
  return sandbox;
}

/** Platforms for the module's own key, a target and a mirror, and the orders for an application whose alerts are all for the target. */
async function platforms() {
  const [own, payments, jsm] = [await newSandbox(), await newSandbox(), await newSandbox({ platform: 'jsm' })];
  const orders = { baseUrl: own.url, targets: { payments: payments.url }, target: 'payments', mirror: jsm.url };
  return { own, payments, jsm, orders };
}

async function address(child: Child): Promise<string> {
  await child.says('\n');
  return /http\S+/.exec(child.output)?.[0] ?? '';
}

it('a killed process leaves each message to the key that it was for, and the incident as well', async () => {
  const { own, payments, jsm, orders } = await platforms();
  const directory = newDirectory();
  payments.fault({ status: 503 });
  jsm.fault({ status: 503 });
  const first = new Child('serving', { ...orders, directory, fails: true });
  expect((await fetch(`${await address(first)}/orders`)).status).toBe(500);
  await Promise.all([payments, jsm].map((sandbox) => sandbox.waitForRequest(() => true, '10s')));
  await first.kill();
  expect([...payments.alerts, ...jsm.alerts]).toEqual([]);
  payments.fault(undefined);
  jsm.fault(undefined);

  const second = new Child('serving', { ...orders, directory, fails: false });
  const url = await address(second);
  const late = { status: 'open', alias: 'shop:test:exception:GET /orders:TypeError' } as const;
  await payments.waitForAlert({ ...late, priority: 'P2' }, '10s');
  await jsm.waitForAlert({ ...late, priority: 'P5' }, '10s');
  for (let request = 0; request < 5; request++) expect((await fetch(`${url}/orders`)).status).toBe(200);
  await Promise.all([payments, jsm].map((sandbox) => sandbox.waitForAlert({ status: 'closed' }, '10s')));
  expect([payments.alerts.length, jsm.alerts.length]).toEqual([1, 1]);
  expect(own.requests).toEqual([]);
  await second.kill();
});

it('a crash is told to its target and to the mirror before the process ends', async () => {
  const { own, payments, jsm, orders } = await platforms();
  const { code } = await new Child('ending', { ...orders, ending: 'crash' }).end();

  expect(code).toBe(1);
  const crash = { alias: 'shop:test:exception:process:TypeError', status: 'open' };
  expect(payments.alerts).toContainEqual(expect.objectContaining({ ...crash, priority: 'P1' }));
  expect(jsm.alerts).toContainEqual(expect.objectContaining({ ...crash, priority: 'P5' }));
  expect(own.requests).toEqual([]);
});

it.each<[string, 'payments' | 'jsm', number]>([
  ['target', 'payments', 0],
  ['mirror', 'jsm', 1],
])('a crash ends the process in time while the %s hangs', async (_name, which, told) => {
  const { orders, ...sandboxes } = await platforms();
  sandboxes[which].fault({ silent: true });
  const child = new Child('ending', { ...orders, ending: 'crash' });
  await child.says('ends');
  const start = performance.now();
  expect((await child.end()).code).toBe(1);
  // Two seconds, and the time that a busy machine takes to end a process.
  expect(performance.now() - start).toBeLessThan(6_000);
  const crashes = sandboxes.payments.alerts.filter(({ alias }) => alias === 'shop:test:exception:process:TypeError');
  expect(crashes).toHaveLength(told);
});
