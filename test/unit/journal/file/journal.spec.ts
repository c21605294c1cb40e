import { readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { OnDropped } from '../../../../src/delivery/delivery-options.js';
import { VirtualClock } from '../../../../src/testing/virtual-clock.js';
import { close, create, note } from '../../delivery/delivery-bench.js';
import { containing } from '../../delivery/expectations.js';
import { ApplicationProcess, DEAD, ELSEWHERE, journaled, newDirectory, newSandbox, incident } from './journal-bench.js';

const DOWN = { status: 503 } as const;

/** A process that accepted these messages while the platform was down, and was killed. */
async function killedProcess(directory: string, accept: (process: ApplicationProcess) => void, self = DEAD) {
  const sandbox = await newSandbox();
  sandbox.fault(DOWN);
  const killed = new ApplicationProcess(sandbox, directory, { self });
  accept(killed);
  return killed.kill();
}

describe('An accepted message', () => {
  it('is on disk before it is sent, and removed once it is settled', async () => {
    const directory = newDirectory();
    const { outbox } = new ApplicationProcess(await newSandbox(), directory);
    const { delivered } = outbox.accept(create('a'));
    expect(journaled(directory)).toEqual(['create a']);
    await delivered;
    expect(journaled(directory)).toEqual([]);
    expect(readdirSync(directory).map((name) => statSync(join(directory, name)).size)).toEqual([0]);
  });

  it('is readable only by the user of the process', async () => {
    const directory = join(newDirectory(), 'made', 'by', 'us');
    const { outbox } = new ApplicationProcess(await newSandbox(), directory);
    outbox.accept(create('a'));
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(directory)) expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
  });

  it('is delivered by the next start after a kill', async () => {
    const directory = newDirectory();
    await killedProcess(directory, ({ outbox }) => {
      outbox.accept(create('a', 'P2'));
      outbox.accept(note('a'));
      outbox.accept(create('b'));
    });
    const sandbox = await newSandbox();
    const next = new ApplicationProcess(sandbox, directory).start();
    expect(await next.outbox.flush(4_000)).toMatchObject({ sent: 3, pending: 0 });
    expect(sandbox.alerts).toMatchObject([
      { alias: 'a', priority: 'P2', count: 1 },
      { alias: 'b', count: 1 },
    ]);
    expect(next.log.lines).toContainEqual(containing('3 alert messages'));
    expect(journaled(directory)).toEqual([]);
  });

  it('states when it was raised if it is delivered late', async () => {
    const directory = newDirectory();
    await killedProcess(directory, ({ outbox }) => outbox.accept(create('a')));
    const sandbox = await newSandbox();
    await new ApplicationProcess(sandbox, directory).start().outbox.flush(4_000);
    expect(sandbox.alerts).toMatchObject([{ details: { raisedAt: '2026-01-01T00:00:00.000Z' } }]);
  });

  it('keeps its order: a close never overtakes its create', async () => {
    const directory = newDirectory();
    await killedProcess(directory, ({ outbox }) => {
      outbox.openedElsewhere('a', 'P3');
      outbox.accept(create('a'));
      outbox.accept(close('a'));
      outbox.accept(create('a', 'P1'));
    });
    expect(journaled(directory)).toEqual(['close a', 'create a']);
    const sandbox = await newSandbox();
    await new ApplicationProcess(sandbox, directory).start().outbox.flush(4_000);
    expect(sandbox.requests.map(({ path }) => path)).toEqual(['/v2/alerts/a/close', '/v2/alerts']);
    expect(sandbox.alerts).toMatchObject([{ alias: 'a', status: 'open', priority: 'P1' }]);
  });

  it('keeps its order when the file is rewritten', async () => {
    const directory = newDirectory();
    await killedProcess(directory, ({ outbox }) => {
      outbox.accept(create('a'));
      outbox.accept(note('a'));
      outbox.accept(create('a', 'P1'));
      for (let index = 0; index < 400; index++) {
        outbox.accept(create('cancelled', 'P3', 'x'.repeat(3_000)));
        outbox.accept(close('cancelled'));
      }
    });
    expect(readdirSync(directory).map((name) => statSync(join(directory, name)).size < 1_000_000)).toEqual([true]);
    expect(journaled(directory)).toEqual(['create a', 'note a']);
  });

  it('keeps its order when several processes are taken over at once', async () => {
    const directory = newDirectory();
    const clock = new VirtualClock();
    const accepted = [create('a'), close('a'), create('b')];
    for (const [index, message] of accepted.entries()) {
      const before = readdirSync(directory);
      const killed = await killedProcess(directory, () => undefined);
      killed.accepted(`${index}`, clock.wall() + index, message);
      // The file of the first process changed last.
      for (const name of readdirSync(directory).filter((one) => !before.includes(one))) {
        utimesSync(join(directory, name), 1_000 - index, 1_000 - index);
      }
    }
    const sandbox = await newSandbox();
    const next = new ApplicationProcess(sandbox, directory, { clock }).start();
    await next.outbox.flush(4_000);
    // Closed before it was sent.
    expect(sandbox.alerts).toMatchObject([{ alias: 'b', status: 'open' }]);
    expect(readdirSync(directory)).toHaveLength(1);
  });

  it('keeps its order when the clock was set back, and precedes the incidents', async () => {
    const directory = newDirectory();
    const killed = await killedProcess(directory, () => undefined);
    killed.journal.remember(incident('1'));
    killed.accepted('1', 9_000, create('a'));
    killed.accepted('2', 5_000, note('a'));
    const taken: unknown[] = [];
    new ApplicationProcess(await newSandbox(), directory).journal.start({
      messages: {
        hasInherited: false,
        takeOver: (_key, { message }) => void taken.push(message.type),
        closedElsewhere: () => undefined,
        handedOver: () => undefined,
      },
      incidents: { takeUp: (record) => void taken.push(record) },
    });
    expect(taken).toEqual(['create', 'note', incident('1')]);
  });

  it('closes an alert whose create may have been sent before the kill', async () => {
    const directory = newDirectory();
    const sandbox = await newSandbox();
    sandbox.fault({ drop: 'after', times: 1 });
    const killed = new ApplicationProcess(sandbox, directory, { self: DEAD });
    killed.outbox.accept(create('a'));
    await vi.waitFor(() => expect(sandbox.alerts).toMatchObject([{ status: 'open' }]), { timeout: 4_000 });
    killed.outbox.accept(close('a'));
    await new ApplicationProcess(sandbox, directory).start().outbox.flush(4_000);
    expect(sandbox.alerts).toMatchObject([{ alias: 'a', status: 'closed' }]);
  });

  it('is removed when it is cancelled or evicted', async () => {
    const directory = newDirectory();
    await killedProcess(directory, ({ outbox }) => {
      outbox.accept(create('cancelled'));
      outbox.accept(close('cancelled'));
    });
    expect(journaled(directory)).toEqual([]);
    const sandbox = await newSandbox();
    const small = new ApplicationProcess(sandbox, directory, { maxMessages: 1, onDropped: () => undefined });
    small.outbox.accept(create('evicted'));
    small.outbox.accept(create('kept', 'P1'));
    expect(journaled(directory)).toEqual(['create kept']);
  });

  it('keeps the priority raised by a later message', async () => {
    const directory = newDirectory();
    await killedProcess(directory, ({ outbox }) => {
      outbox.accept(create('a', 'P4'));
      expect(outbox.accept(create('a', 'P1')).outcome).toBe('deduplicated');
    });
    const sandbox = await newSandbox();
    await new ApplicationProcess(sandbox, directory).start().outbox.flush(4_000);
    expect(sandbox.alerts).toMatchObject([{ alias: 'a', priority: 'P1' }]);
  });

  it('is removed once the platform accepted it, before the platform confirms the result', async () => {
    const directory = newDirectory();
    const sandbox = await newSandbox();
    const { outbox } = new ApplicationProcess(sandbox, directory, { confirm: true });
    outbox.accept(note('a'));
    expect(journaled(directory)).toEqual(['note a']);
    await vi.waitFor(() => expect(journaled(directory)).toEqual([]), { timeout: 4_000 });
    expect(outbox.stats()).toMatchObject({ inFlight: 1, delivered: 0 });
  });

  it('stays in the journal when the application ends before it is sent, and is not reported as dropped', async () => {
    const directory = newDirectory();
    const dropped: unknown[] = [];
    const sandbox = await newSandbox();
    sandbox.fault(DOWN);
    const first = new ApplicationProcess(sandbox, directory, { onDropped: (message) => dropped.push(message) });
    const { delivered } = first.outbox.accept(create('a'));
    first.stop();
    expect(await delivered).toMatchObject({ ok: false, reason: containing('journal') });
    expect(dropped).toEqual([]);
    sandbox.fault(undefined);
    await new ApplicationProcess(sandbox, directory).start().outbox.flush(4_000);
    expect(sandbox.alerts).toMatchObject([{ alias: 'a' }]);
  });

  it('does not fill the disk, however many others are settled while it waits', async () => {
    const directory = newDirectory();
    const sandbox = await newSandbox();
    sandbox.fault(DOWN);
    const { outbox } = new ApplicationProcess(sandbox, directory, { maxMessages: 10, onDropped: () => undefined });
    for (let index = 0; index < 2_000; index++) outbox.accept(create(`a${index}`, 'P3', 'x'.repeat(2_000)));
    const sizes = readdirSync(directory).map((name) => statSync(join(directory, name)).size);
    expect(sizes).toHaveLength(1);
    expect(Math.max(...sizes)).toBeLessThan(1_200_000);
    expect(journaled(directory)).toHaveLength(10);
  });

  it('leaves no file behind when all messages were sent', async () => {
    const directory = newDirectory();
    const only = new ApplicationProcess(await newSandbox(), directory).start();
    only.outbox.accept(create('a'));
    await only.outbox.flush(4_000);
    only.stop();
    expect(readdirSync(directory)).toEqual([]);
  });
});

describe('Processes that share a directory', () => {
  it('leave alone the journals of live processes and of other applications', async () => {
    const directory = newDirectory();
    const sandbox = await newSandbox();
    sandbox.fault(DOWN);
    new ApplicationProcess(sandbox, directory).outbox.accept(create('of a living one'));
    await killedProcess(directory, () => undefined);
    new ApplicationProcess(sandbox, directory, { self: DEAD, service: 'bank' }).outbox.accept(create('of the bank'));
    const next = new ApplicationProcess(await newSandbox(), directory).start();
    expect(next.outbox.stats().accepted).toBe(0);
    expect(journaled(directory).toSorted()).toEqual(['create of a living one', 'create of the bank']);
  });

  it('take over a dead process once', async () => {
    const directory = newDirectory();
    await killedProcess(directory, ({ outbox }) => outbox.accept(create('a')));
    const sandbox = await newSandbox();
    sandbox.fault(DOWN);
    const [one, other] = [1, 2].map(() => new ApplicationProcess(sandbox, directory).start());
    expect(one?.outbox.stats().accepted).toBe(1);
    expect(other?.outbox.stats().accepted).toBe(0);
  });

  it('pass inherited messages above the limits of the queue to onDropped', async () => {
    const directory = newDirectory();
    for (const priority of ['P4', 'P3'] as const) {
      await killedProcess(directory, ({ outbox }) => {
        outbox.accept(create(`a ${priority}`, priority));
        outbox.accept(create(`a P1 after a ${priority}`, 'P1'));
      });
    }
    const sandbox = await newSandbox();
    const onDropped = vi.fn<OnDropped>();
    const next = new ApplicationProcess(sandbox, directory, { maxMessages: 3, onDropped }).start();
    await next.outbox.flush(4_000);
    expect(onDropped.mock.calls).toMatchObject([[{ alias: 'a P4' }, containing('limit: 3 messages')]]);
    expect(sandbox.alerts.map(({ alias }) => alias).toSorted()).toEqual(['a P1 after a P3', 'a P1 after a P4', 'a P3']);
    expect(next.outbox.stats()).toMatchObject({ accepted: 4, delivered: 3 });
    expect(journaled(directory)).toEqual([]);
  });

  it('distinguish a process from a later one with the same id', async () => {
    const directory = newDirectory();
    const earlier = { ...DEAD, pid: process.pid, startedAt: '1' };
    await killedProcess(directory, ({ outbox }) => outbox.accept(create('a')), earlier);
    const next = new ApplicationProcess(await newSandbox(), directory).start();
    expect(next.outbox.stats().accepted).toBe(process.platform === 'linux' ? 1 : 0);
  });

  it('take over from another machine only after it has been silent for half a minute', async () => {
    const directory = newDirectory();
    const clock = new VirtualClock();
    const sandbox = await newSandbox();
    sandbox.fault(DOWN);
    const remote = new ApplicationProcess(sandbox, directory, { self: ELSEWHERE, clock }).start();
    remote.outbox.accept(create('a'));
    const next = new ApplicationProcess(await newSandbox(), directory, { clock }).start();
    clock.advance('5m');
    expect(next.outbox.stats().accepted).toBe(0);
    // It was killed: its clock no longer advances.
    const later = new VirtualClock(clock.wall());
    const witness = new ApplicationProcess(await newSandbox(), directory, { clock: later }).start();
    later.advance('29s');
    expect(witness.outbox.stats().accepted).toBe(0);
    later.advance('11s');
    expect(witness.outbox.stats().accepted).toBe(1);
  });

  it('do not let an old close cancel an alert that was raised since', async () => {
    const directory = newDirectory();
    const clock = new VirtualClock();
    const sandbox = await newSandbox();
    sandbox.fault(DOWN);
    const remote = new ApplicationProcess(sandbox, directory, { self: ELSEWHERE, clock: new VirtualClock() });
    remote.outbox.accept(close('a'));
    const up = await newSandbox();
    const next = new ApplicationProcess(up, directory, { clock }).start();
    clock.advance('1s');
    await next.outbox.accept(create('a')).delivered;
    clock.advance('1m');
    await next.outbox.flush(4_000);
    expect(up.alerts).toMatchObject([{ alias: 'a', status: 'open' }]);
  });

  it('lose nothing and send nothing twice when one dies during a takeover', async () => {
    const directory = newDirectory();
    const first = await killedProcess(directory, ({ outbox }) => {
      outbox.accept(note('a', 'Said once'));
    });
    const [left = ''] = readdirSync(directory);
    const text = readFileSync(join(directory, left), 'utf8');
    // The second process stored everything, and was killed before it removed the first file.
    const second = new ApplicationProcess(await newSandbox(), directory, { self: DEAD });
    second.journal.together(() => {
      for (const [key, { acceptedWall, message }] of parse(text)) second.accepted(key, acceptedWall, message);
    });
    expect(journaled(directory)).toEqual(['note a', 'note a']);
    const third = new ApplicationProcess(await newSandbox(), directory).start();
    expect(third.outbox.stats().accepted).toBe(1);
    expect(first.outbox.stats().accepted).toBe(1);
  });
});

function parse(text: string): [string, { acceptedWall: number; message: ReturnType<typeof note> }][] {
  const [{ key, record }] = JSON.parse(text) as [
    { key: string; record: { acceptedWall: number; message: ReturnType<typeof note> } },
  ];
  return [[key.replace(/^message:/, ''), record]];
}
