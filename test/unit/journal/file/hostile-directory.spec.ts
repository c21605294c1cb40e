import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileName, newName, scopeOf } from '../../../../src/journal/file/journal-name.js';
import { makeDirectory } from '../../../../src/journal/file/make-directory.js';
import { workOneSlice } from '../../../../src/journal/file/steps.js';
import { VirtualClock } from '../../../../src/testing/virtual-clock.js';
import { create } from '../../delivery/delivery-bench.js';
import { containing } from '../../delivery/expectations.js';
import { ApplicationProcess, DEAD, journaled, newDirectory, newSandbox } from './journal-bench.js';

const SCOPE = scopeOf('shop', 'test');

function journalName(): string {
  return fileName(newName(SCOPE, DEAD));
}

function messageLine(alias: string, payload: object = {}): string {
  const message = {
    type: 'create',
    alias,
    priority: 'P1',
    payload: { message: 'm', alias, priority: 'P1', ...payload },
  };
  return JSON.stringify([{ key: `message:${alias}`, record: { acceptedWall: 1, message } }]);
}

/** Starts a process on a directory that contains a journal with these lines. */
async function startOn(lines: readonly string[]): Promise<{ next: ApplicationProcess; directory: string }> {
  const directory = newDirectory();
  writeFileSync(join(directory, journalName()), lines.map((line) => `${line}\n`).join(''));
  const next = new ApplicationProcess(await newSandbox(), directory, { onDropped: () => undefined }).start();
  return { next, directory };
}

describe('Whatever is in the directory of the journal, the application starts, and', () => {
  const good = messageLine('good');
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
  it.each([
    ['nested deeply in a message', messageLine('a', { responders: ['@'] }).replace('"@"', nested(100_000))],
    ['nested deeply in a fact', `[{"key":"fact:1","record":{"x":${nested(100_000)}}}]`],
    ['nothing but brackets', nested(1_000_000)],
    ['a line that is too long', `["${'x'.repeat(5_000_000)}"]`],
    ['an alias that no URL can contain', messageLine('\ud800')],
    ['an alias that is too long', messageLine('x'.repeat(900_000))],
    ['a responder whose name is not a string', messageLine('a', { responders: [{ type: 'team', name: { a: 1 } }] })],
  ])('%s is kept aside, and the rest is taken over', async (_what, line) => {
    const { directory, next } = await startOn([line, good]);
    expect(next.outbox.stats()).toMatchObject({ accepted: 1 });
    expect(next.log.lines).toContainEqual(containing('has 1 damaged line'));
    expect(readdirSync(directory).filter((name) => name.endsWith('.corrupt'))).toHaveLength(1);
  });

  it('more messages than the queue may contain are taken over in slices, and each is accounted for', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => messageLine(`a${index}`));
    const directory = newDirectory();
    writeFileSync(join(directory, journalName()), `${lines.join('\n')}\n`);
    const sandbox = await newSandbox();
    sandbox.fault({ status: 503 });
    const clock = new CountingClock();
    const next = new ApplicationProcess(sandbox, directory, { clock, onDropped: () => undefined }).start();
    expect(next.outbox.stats().accepted).toBeLessThan(1_000);
    clock.advance('1h');
    expect(next.outbox.stats()).toMatchObject({ accepted: 20_000 });
    expect(readdirSync(directory)).toHaveLength(1);
  });

  it('a handover that has begun is completed when the application ends, and nothing is sent twice', async () => {
    const directory = newDirectory();
    const lines = Array.from({ length: 500 }, (_, index) => messageLine(`a${index}`));
    writeFileSync(join(directory, journalName()), `${lines.join('\n')}\n`);
    const sandbox = await newSandbox();
    sandbox.fault({ status: 503 });
    const clock = new CountingClock();
    const next = new ApplicationProcess(sandbox, directory, { clock }).start();
    for (let slice = 0; next.outbox.stats().accepted === 0 && slice < 1_000; slice++) clock.advance(25);
    expect(next.outbox.stats().accepted).toBeLessThan(500);
    next.stop();
    expect(journaled(directory)).toHaveLength(500);
  });

  it.skipIf(process.platform === 'win32')('anything but a file is ignored', async () => {
    const directory = newDirectory();
    execFileSync('mkfifo', [join(directory, journalName())]);
    mkdirSync(join(directory, journalName()));
    symlinkSync('/dev/zero', join(directory, journalName()));
    const elsewhere = join(newDirectory(), 'file');
    writeFileSync(elsewhere, `${good}\n`);
    symlinkSync(elsewhere, join(directory, journalName()));
    writeFileSync(join(directory, journalName()), `${good}\n`);
    const before = readdirSync(directory).length;
    const next = new ApplicationProcess(await newSandbox(), directory).start();
    expect(next.outbox.stats().accepted).toBe(1);
    // Its own journal has replaced the one that it took over.
    expect(readdirSync(directory)).toHaveLength(before);
    expect(next.log.lines).toEqual([containing('Took over 1 alert message')]);
  });

  it('a file of a gigabyte is set aside unread', async () => {
    const { directory, next } = await startOn([good]);
    const path = join(directory, journalName());
    writeFileSync(path, `${good}\n`);
    truncateSync(path, 1_000_000_000);
    next.clock.advance('10s');
    expect(next.log.lines).toContainEqual(containing('it is too large'));
    rmSync(`${path}.corrupt`, { force: true });
  });

  it.skipIf(process.platform !== 'linux')(
    'a directory that can never exist is reported, and alerts are sent',
    async () => {
      expect(() => makeDirectory('/proc/nope/journal')).toThrow('ENOENT');
      const next = new ApplicationProcess(await newSandbox(), '/proc/nope').start();
      expect(await next.outbox.accept(create('a')).delivered).toMatchObject({ ok: true });
      next.clock.advance('10m');
      expect(next.log.lines).toEqual([containing('no such directory (ENOENT)')]);
    },
  );
});

/** A clock that advances with each reading, so that the work must be cut into slices. */
class CountingClock extends VirtualClock {
  #looks = 0;

  override now(): number {
    return super.now() + this.#looks++ / 10;
  }
}

describe('Work in slices', () => {
  it('ends a slice that takes too long, and continues there', () => {
    const clock = new VirtualClock();
    let done = 0;
    function* work() {
      for (; done < 10; done++) {
        clock.advance(10);
        yield;
      }
    }
    const all = work();
    expect(workOneSlice(all, clock)).toBe(false);
    expect(done).toBeLessThan(4);
    while (!workOneSlice(all, clock));
    expect(done).toBe(10);
  });
});
