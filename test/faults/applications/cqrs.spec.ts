import { expect, it, onTestFinished } from 'vitest';
import { OpsgenieSandbox } from '../../../src/testing/index.js';
import { Child } from '../child.js';

it('An event handler of CQRS whose error ends the process is an alert about the process', async () => {
  const sandbox = await OpsgenieSandbox.start({ processingDelay: 0 });
  onTestFinished(() => sandbox.stop());
  const run = (watched: boolean) => new Child('publishing', { baseUrl: sandbox.url, watched }).end();

  const bare = await run(false);
  const watched = await run(true);

  expect([watched.code, watched.signal]).toEqual([bare.code, bare.signal]);
  expect(watched.code).toBe(1);
  expect(watched.errors).toContain('TypeError: no mail server');
  const aliases = sandbox.alerts.map(({ alias }) => alias.replace('shop:test:', ''));
  // The alert about the handler itself is still queued when the process ends at once.
  expect(aliases).toContain('exception:process:TypeError');
});
