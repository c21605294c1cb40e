import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/testing/index.js';

describe('VirtualClock', () => {
  it('stands still until it is advanced', () => {
    const clock = new VirtualClock(new Date('2026-05-01T12:00:00Z'));

    clock.advance('1.5s');

    expect(clock.now()).toBe(1_500);
    expect(new Date(clock.wall()).toISOString()).toBe('2026-05-01T12:00:01.500Z');
  });

  it('runs due timers in order, each at its own time, and those of the same time in the order in which they were set', () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    clock.after(30, () => seen.push(`late ${clock.now()}`));
    clock.after(10, () => seen.push(`first ${clock.now()}`));
    clock.after(10, () => seen.push(`second ${clock.now()}`));
    clock.after(31, () => seen.push('not yet due'));

    clock.advance(30);

    expect(seen).toEqual(['first 10', 'second 10', 'late 30']);
    expect(clock.pendingTimers).toBe(1);
  });

  it('runs timers that were set by timers, if they fall due in the same span', () => {
    const clock = new VirtualClock();
    const ticks: number[] = [];
    const tick = () => {
      ticks.push(clock.now());
      clock.after(10, tick);
    };
    clock.after(10, tick);

    clock.advance(35);

    expect(ticks).toEqual([10, 20, 30]);
    expect(clock.now()).toBe(35);
  });

  it('does not run a cancelled timer, even if another timer of the same time cancels it', () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    const timers = Array.from({ length: 20 }, (_, index) => clock.after(index % 4, () => seen.push(`timer ${index}`)));
    for (const [index, timer] of timers.entries()) {
      if (index !== 6) timer.cancel();
      timer.cancel();
    }
    expect(clock.pendingTimers).toBe(0);

    clock.after(5, () => timer.cancel());
    const timer = clock.after(5, () => seen.push('cancelled by its neighbour'));
    clock.advance(10);
    timer.cancel();

    expect(seen).toEqual([]);
  });

  it('lets the wall clock jump without affecting durations and timers', () => {
    const clock = new VirtualClock(0);
    let ran = 0;
    clock.after(100, () => (ran += 1));

    clock.jumpWall(-3_600_000);
    clock.advance(99);

    expect([clock.now(), clock.wall(), ran]).toEqual([99, 99 - 3_600_000, 0]);
    clock.advance(1);
    expect(ran).toBe(1);
  });

  it('treats a negative delay or NaN as zero', () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    clock.after(Number.NaN, () => seen.push('no number'));
    clock.after(-5, () => seen.push('below zero'));

    clock.advance(0);

    expect(seen).toEqual(['no number', 'below zero']);
    expect(clock.now()).toBe(0);
  });

  it('rejects a negative span', () => {
    expect(() => new VirtualClock().advance(-1)).toThrow(
      'VirtualClock.advance() takes a duration of zero or more, not -1.',
    );
  });
});
