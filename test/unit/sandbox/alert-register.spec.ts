import { describe, expect, it } from 'vitest';
import { AlertRegister, VirtualClock } from '../../../src/testing/index.js';

function setUp(capacity?: number) {
  const clock = new VirtualClock(0);
  return { clock, register: new AlertRegister(clock, capacity) };
}

describe('AlertRegister', () => {
  it('opens one alert per alias and counts repeats in it without changing its text', () => {
    const { clock, register } = setUp();
    const first = register.create({ message: 'Disk full', alias: 'disk', priority: 'P1', note: 'from cron' });
    clock.advance('1m');
    const second = register.create({ message: 'Disk still full', alias: 'disk', tags: ['new'], note: 'again' });

    expect([first.opened, second.opened]).toEqual([true, false]);
    expect(register.alerts).toEqual([
      { ...first.alert, count: 2, lastOccurredAt: new Date(60_000), updatedAt: new Date(60_000) },
    ]);
    expect(second.alert).toMatchObject({ message: 'Disk full', priority: 'P1', tags: [], createdAt: new Date(0) });
    expect(second.alert.notes.map(({ note }) => note)).toEqual(['from cron']);
  });

  it('stops counting at 100 and continues to deduplicate', () => {
    const { register } = setUp();
    for (let index = 0; index < 250; index += 1) register.create({ message: 'Disk full', alias: 'disk' });

    expect(register.alerts.map(({ count }) => count)).toEqual([100]);
  });

  it('opens a new alert after a close, and leaves the closed one closed', () => {
    const { register } = setUp();
    register.create({ message: 'Disk full', alias: 'disk' });

    expect(register.closeByAlias('disk')).toBe(true);
    expect(register.closeByAlias('disk')).toBe(false);
    expect(register.create({ message: 'Disk full', alias: 'disk' }).opened).toBe(true);
    expect(register.alerts.map(({ tinyId, status }) => [tinyId, status])).toEqual([
      ['1', 'closed'],
      ['2', 'open'],
    ]);
  });

  it('compares aliases exactly, and opens a new alert for every create without an alias', () => {
    const { register } = setUp();
    const aliases = ['disk', 'Disk', 'disk ', undefined, undefined, ''];

    expect(aliases.map((alias) => register.create({ message: 'Disk full', alias }).opened)).not.toContain(false);
    const last = register.alerts.at(-1);
    expect(last?.alias).toBe(last?.id);
  });

  it('keeps de-duplicating into an alert that is acknowledged or snoozed', () => {
    const { register } = setUp();
    const { alert } = register.create({ message: 'Disk full', alias: 'disk' });
    register.acknowledge({ type: 'id', value: alert.id }, { user: 'ada' });
    register.snooze({ type: 'tiny', value: '1' }, new Date(60_000));

    expect(register.create({ message: 'Disk full', alias: 'disk' })).toMatchObject({
      opened: false,
      alert: { status: 'open', acknowledged: true, acknowledgedBy: 'ada', snoozed: true, count: 2 },
    });
  });

  it('explains refusals', () => {
    const { register } = setUp();
    const { alert } = register.create({ message: 'Disk full', alias: 'disk' });
    const id = { type: 'id', value: alert.id } as const;
    register.acknowledge(id);
    expect(register.acknowledge(id)).toMatchObject({ refused: 'Alert is already acknowledged' });
    register.close(id);

    expect(register.close(id)).toMatchObject({ refused: 'Alert is already closed', alert: { id: alert.id } });
    expect(register.close({ type: 'alias', value: 'disk' })).toEqual({
      refused: 'There is no open alert with alias [disk].',
    });
    expect(register.close({ type: 'id', value: 'unknown' })).toEqual({ refused: 'Alert does not exist' });
    expect(register.addNote(id, { note: 'after the close' })).toMatchObject({ change: 'noted' });
  });

  it('ends a snooze on time, however far in the future', () => {
    const { clock, register } = setUp();
    const { alert } = register.create({ message: 'Disk full' });
    const id = { type: 'id', value: alert.id } as const;
    const day = 86_400_000;
    register.snooze(id, new Date(2 * day));
    register.snooze(id, new Date(40 * day));

    clock.advance('39.9d');
    expect(register.find(id)).toMatchObject({ snoozed: true });
    clock.advance('0.1d');
    expect(register.find(id)).toMatchObject({ snoozed: false, snoozedUntil: undefined });
    expect(clock.pendingTimers).toBe(0);
  });

  it('never changes an alert that it has returned', () => {
    const { register } = setUp();
    const { alert } = register.create({ message: 'Disk full', alias: 'disk' });
    register.addNote({ type: 'alias', value: 'disk' }, { note: 'looking' });
    register.closeByAlias('disk');

    expect(alert).toMatchObject({ status: 'open', notes: [] });
  });

  it('changes fields, tags and details of an alert', () => {
    const { register } = setUp();
    register.create({ message: 'Disk full', alias: 'disk', tags: ['a', 'b'], details: { host: 'x', rack: '1' } });
    const alias = { type: 'alias', value: 'disk' } as const;
    register.update(alias, { message: 'Disk at 99 %', priority: 'P1' });
    register.addTags(alias, ['b', 'c']);
    register.removeTags(alias, ['a']);
    register.addDetails(alias, { host: 'y' });
    register.removeDetails(alias, ['rack']);

    expect(register.find(alias)).toMatchObject({
      message: 'Disk at 99 %',
      priority: 'P1',
      tags: ['b', 'c'],
      details: { host: 'y' },
    });
    expect(register.find(alias)?.details).not.toHaveProperty('rack');
  });

  it('frees the alias of a deleted alert', () => {
    const { register } = setUp();
    register.create({ message: 'Disk full', alias: 'disk' });

    expect(register.delete({ type: 'alias', value: 'disk' })).toMatchObject({ change: 'deleted' });
    expect(register.alerts).toEqual([]);
    expect(register.create({ message: 'Disk full', alias: 'disk' })).toMatchObject({
      opened: true,
      alert: { count: 1 },
    });
  });

  it('removes the alert closed first when it is full, and an open one only if none is closed', () => {
    const { register } = setUp(2);
    register.create({ message: 'one', alias: 'one' });
    register.create({ message: 'two', alias: 'two' });
    register.closeByAlias('two');
    register.create({ message: 'three', alias: 'three' });
    expect(register.alerts.map(({ alias }) => alias)).toEqual(['one', 'three']);

    register.create({ message: 'four', alias: 'four' });
    expect(register.alerts.map(({ alias }) => alias)).toEqual(['three', 'four']);
    expect(register.create({ message: 'one', alias: 'one' }).opened).toBe(true);
  });
});
