import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { OpsgenieSandbox } from '../../src/testing/index.js';
import { Child } from './child.js';

/** A directory for the journal, and a platform. Both are removed when the test ends. */
async function prepare(): Promise<{ directory: string; sandbox: OpsgenieSandbox }> {
  const directory = mkdtempSync(join(tmpdir(), 'disk-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const sandbox = await OpsgenieSandbox.start({ processingDelay: 0 });
  onTestFinished(() => sandbox.stop());
  return { directory, sandbox };
}

it('alerts are sent even if the disk accepts only a few hundred bytes', async () => {
  const { directory, sandbox } = await prepare();
  const child = new Child(
    'raising',
    { baseUrl: sandbox.url, directory, run: 'run', raises: 40 },
    { shell: 'ulimit -f 1' },
  );
  await child.says('flushed');
  expect(child.output).toMatch(/flushed 0 0\n$/);
  const complaints = child.output.split('\n').filter((line) => line.includes('cannot be written'));
  expect(complaints.length).toBeLessThanOrEqual(1);
  await child.kill();
  expect(readdirSync(directory).length).toBeLessThanOrEqual(1);
});

it('alerts are sent even if the disk is full', async (context) => {
  // A disk of one page of memory, visible only to the child.
  const ownMounts = ['unshare', '--map-root-user', '--mount'];
  if (spawnSync('unshare', [...ownMounts.slice(1), 'true']).status !== 0) {
    console.warn(
      'SKIPPED: a full disk cannot be made here, because `unshare --map-root-user --mount` is not permitted.',
    );
    return context.skip();
  }
  const { directory, sandbox } = await prepare();
  // Queued messages must be stored and fill the disk.
  sandbox.fault({ delay: '500ms' });
  const child = new Child(
    'raising',
    { baseUrl: sandbox.url, directory, run: 'run', raises: 100 },
    { within: ownMounts, shell: `mount -t tmpfs -o size=4k none '${directory}'` },
  );
  await child.says('the disk is full');
  sandbox.fault(undefined);
  await child.says('flushed');
  expect(child.output).toMatch(/^error .*the disk is full \(ENOSPC\)\. Alerts are sent without it/m);
  expect(child.output.match(/cannot be written/g)).toHaveLength(1);
  expect(child.output).toMatch(/flushed 0 0\n$/);
  expect(new Set(sandbox.alerts.map(({ alias }) => alias)).size).toBeGreaterThan(50);
  await child.kill();
});

it('alerts are sent even if the directory is read-only', async () => {
  const { directory, sandbox } = await prepare();
  chmodSync(directory, 0o555);
  const child = new Child('raising', { baseUrl: sandbox.url, directory, run: 'run', raises: 10, unprivileged: true });
  await child.says('flushed');
  expect(child.output).toMatch(/permission denied \(EACCES\).*Alerts are sent without it/);
  expect(child.output).toMatch(/flushed 0 0\n$/);
  await child.kill();
});
