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
  const aliases = sandbox.alerts.map(({ alias }) => alias);
  // In the last moment only the alert about the process is sent. That of the handler goes to `onDropped`, if it was not sent before.
  expect(aliases).toContain('shop:test:exception:process:TypeError');
  expect([...aliases, watched.output]).toContainEqual(
    expect.stringContaining('shop:test:exception:handle:OrderCreated:TypeError'),
  );
});
