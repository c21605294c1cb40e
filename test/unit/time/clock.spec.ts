import { AsyncLocalStorage } from 'node:async_hooks';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { systemClock } from '../../../src/time/clock.js';

const DAY = 86_400_000;

describe('the system clock', () => {
  let ran: number;

  beforeEach(() => {
    vi.useFakeTimers();
    ran = 0;
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('runs an action once, after its delay', () => {
    systemClock.after(100, () => ran++);
    vi.advanceTimersByTime(99);
    expect(ran).toBe(0);
    vi.advanceTimersByTime(1_000);
    expect(ran).toBe(1);
  });

  it('does not run a cancelled action, however often it was cancelled', () => {
    const timer = systemClock.after(100, () => ran++);
    timer.cancel();
    timer.cancel();
    vi.advanceTimersByTime(1_000);
    expect(ran).toBe(0);
  });

  it('waits for the given delay, even if it exceeds the longest delay of Node’s timers', () => {
    systemClock.after(60 * DAY, () => ran++);
    vi.advanceTimersByTime(60 * DAY - 1);
    expect(ran).toBe(0);
    vi.advanceTimersByTime(1);
    expect(ran).toBe(1);
  });

  it('can cancel a long wait at any time', () => {
    const timer = systemClock.after(60 * DAY, () => ran++);
    vi.advanceTimersByTime(59 * DAY);
    timer.cancel();
    vi.advanceTimersByTime(10 * DAY);
    expect(ran).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('the scales of the clock', () => {
  it('shows the time of day, and measures on a scale that never jumps', () => {
    const before = Date.now();
    const wall = systemClock.wall();
    expect(wall).toBeGreaterThanOrEqual(before);
    expect(wall).toBeLessThanOrEqual(Date.now());
    const first = systemClock.now();
    expect(systemClock.now()).toBeGreaterThanOrEqual(first);
  });
});

it('runs an action outside the request that set its timer', async () => {
  const store = new AsyncLocalStorage<string>();
  const seen = await store.run(
    'of a request',
    () => new Promise((resolve) => void systemClock.after(1, () => resolve(store.getStore() ?? 'nothing'))),
  );
  expect(seen).toBe('nothing');
});
