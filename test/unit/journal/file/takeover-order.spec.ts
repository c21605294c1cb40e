import { describe, expect, it, vi } from 'vitest';
import type { Message } from '../../../../src/alerts/message.js';
import type { OpsgenieSandbox } from '../../../../src/sandbox/opsgenie-sandbox.js';
import { VirtualClock } from '../../../../src/testing/virtual-clock.js';
import { close, create, note } from '../../delivery/delivery-bench.js';
import { ApplicationProcess, DEAD, ELSEWHERE, newDirectory, newSandbox, incident } from './journal-bench.js';

const acknowledge: Message = { type: 'acknowledge', alias: 'a', priority: 'P3', payload: {} };
const OLD: readonly [string, Message][] = [
  ['create', create('a')],
  ['note', note('a')],
  ['acknowledge', acknowledge],
];

/** A directory with a message of a process that died at time zero. */
async function leftBehind(message: Message): Promise<string> {
  const directory = newDirectory();
  const down = await newSandbox();
  down.fault({ status: 503 });
  new ApplicationProcess(down, directory, { self: DEAD }).kill().outbox.accept(message);
  return directory;
}

function clockAt(milliseconds: number): VirtualClock {
  const clock = new VirtualClock();
  clock.advance(milliseconds);
  return clock;
}

async function raiseAndClose({ outbox }: ApplicationProcess): Promise<void> {
  await outbox.accept(create('a')).delivered;
  await outbox.accept(close('a')).delivered;
}

async function sentBy(heir: ApplicationProcess, sandbox: OpsgenieSandbox): Promise<string[]> {
  const before = sandbox.requests.length;
  heir.start();
  await heir.outbox.flush(4_000);
  return sandbox.requests.slice(before).map(({ path }) => path);
}

describe('A message of a dead process is not sent after its alert was closed:', () => {
  it.each(OLD)('%s; closed by the process that takes it over', async (_kind, message) => {
    const directory = await leftBehind(message);
    const sandbox = await newSandbox();
    const heir = new ApplicationProcess(sandbox, directory, { clock: clockAt(1_000) });
    await raiseAndClose(heir);
    expect(await sentBy(heir, sandbox)).toEqual([]);
    expect(sandbox.alerts).toMatchObject([{ status: 'closed' }]);
  });

  it.each(OLD)('%s; closed by another live process', async (_kind, message) => {
    const directory = await leftBehind(message);
    const sandbox = await newSandbox();
    await raiseAndClose(new ApplicationProcess(sandbox, directory, { clock: clockAt(1_000) }));
    expect(await sentBy(new ApplicationProcess(sandbox, directory, { clock: clockAt(2_000) }), sandbox)).toEqual([]);
  });

  it.each(OLD)('%s; closed by another dead process', async (_kind, message) => {
    const directory = await leftBehind(message);
    const sandbox = await newSandbox();
    await raiseAndClose(new ApplicationProcess(sandbox, directory, { clock: clockAt(1_000), self: DEAD }));
    expect(await sentBy(new ApplicationProcess(sandbox, directory, { clock: clockAt(2_000) }), sandbox)).toEqual([]);
  });

  it.each(OLD)('%s; closed by another process that shut down normally', async (_kind, message) => {
    const directory = await leftBehind(message);
    const sandbox = await newSandbox();
    const ended = new ApplicationProcess(sandbox, directory, { clock: clockAt(1_000) });
    await raiseAndClose(ended);
    ended.stop();
    expect(await sentBy(new ApplicationProcess(sandbox, directory, { clock: clockAt(2_000) }), sandbox)).toEqual([]);
  });

  it.each(OLD)('%s; closed by another process while it waits in the queue of its heir', async (_kind, message) => {
    const directory = await leftBehind(message);
    const sandbox = await newSandbox();
    sandbox.fault({ status: 503 });
    const heir = new ApplicationProcess(sandbox, directory, { clock: clockAt(1_000) }).start();
    expect(heir.outbox.stats()).toMatchObject({ accepted: 1 });
    const up = await newSandbox();
    await raiseAndClose(new ApplicationProcess(up, directory, { clock: clockAt(2_000) }));
    heir.clock.advance('10s');
    await vi.waitFor(() => expect(heir.outbox.stats()).toMatchObject({ accepted: 1, cancelled: 1, delivered: 0 }));
  });
});

describe('A message of a dead process is sent', () => {
  it('when it is newer than the close of another process', async () => {
    const directory = newDirectory();
    const sandbox = await newSandbox();
    await raiseAndClose(new ApplicationProcess(sandbox, directory, { clock: clockAt(1_000) }));
    const down = await newSandbox();
    down.fault({ status: 503 });
    new ApplicationProcess(down, directory, { self: DEAD, clock: clockAt(2_000) }).kill().outbox.accept(create('a'));
    const heir = new ApplicationProcess(sandbox, directory, { clock: clockAt(3_000) });
    expect(await sentBy(heir, sandbox)).toEqual(['/v2/alerts']);
  });

  it('when its process closed the alert and raised it again in the same millisecond', async () => {
    const directory = newDirectory();
    const sandbox = await newSandbox();
    const killed = new ApplicationProcess(sandbox, directory, { self: DEAD });
    await raiseAndClose(killed);
    sandbox.fault({ status: 503 });
    killed.kill().outbox.accept(create('a'));
    const up = await newSandbox();
    expect(await sentBy(new ApplicationProcess(up, directory), up)).toEqual(['/v2/alerts']);
  });

  it('when another alert was closed', async () => {
    const directory = await leftBehind(create('b'));
    const sandbox = await newSandbox();
    const heir = new ApplicationProcess(sandbox, directory, { clock: clockAt(1_000) });
    await raiseAndClose(heir);
    expect(await sentBy(heir, sandbox)).toEqual(['/v2/alerts']);
  });
});

describe('A process whose journal another one took over while it was suspended', () => {
  /** A process on another machine that stops with two messages unsent, and the one that takes them over. */
  async function adopted() {
    const directory = newDirectory();
    const clock = new VirtualClock();
    const down = await newSandbox();
    down.fault({ status: 503 });
    const stopped = new ApplicationProcess(down, directory, { self: ELSEWHERE, clock: new VirtualClock() }).start();
    const receipts = ['a', 'b'].map((alias) => stopped.outbox.accept(create(alias)));
    stopped.journal.remember(incident('1'));
    const up = await newSandbox();
    const adopter = new ApplicationProcess(up, directory, { clock }).start();
    clock.advance('1m');
    await adopter.outbox.flush(4_000);
    expect(up.alerts).toHaveLength(2);
    down.fault(undefined);
    return { adopter, directory, down, receipts, stopped, up };
  }

  it('does not send its messages again, and logs that the other process delivers them', async () => {
    const { down, receipts, stopped } = await adopted();
    const before = down.requests.length;
    stopped.clock.advance('1m');
    await stopped.outbox.flush(4_000);
    expect(down.requests).toHaveLength(before);
    for (const { delivered } of receipts) {
      expect(await delivered).toMatchObject({
        ok: false,
        reason: expect.stringContaining('Another process') as string,
      });
    }
    const { accepted, cancelled, waiting } = stopped.outbox.stats();
    expect({ accepted, cancelled, waiting }).toEqual({ accepted: 2, cancelled: 2, waiting: 0 });
    expect(stopped.log.lines.filter((line) => line.includes('was suspended'))).toHaveLength(1);
  });

  it('sends later messages itself, and stores them and its incidents in a new journal', async () => {
    const { directory, down, stopped } = await adopted();
    down.fault({ status: 503 });
    stopped.outbox.accept(create('c'));
    const up = await newSandbox();
    const later = new VirtualClock();
    const next = new ApplicationProcess(up, directory, { clock: later }).start();
    later.advance('1m');
    await next.outbox.flush(4_000);
    expect(up.alerts.map(({ alias }) => alias)).toEqual(['c']);
    expect(next.incidents).toContainEqual(incident('1'));
  });

  it('notices it during its shutdown at the latest', async () => {
    const { receipts, stopped } = await adopted();
    stopped.stop();
    expect(await receipts[0]?.delivered).toMatchObject({
      reason: expect.stringContaining('Another process') as string,
    });
  });
});
