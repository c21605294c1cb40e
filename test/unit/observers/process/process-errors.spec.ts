import { describe, expect, it, vi } from 'vitest';

import { ProcessErrors, type ProcessErrorHandlers } from '../../../../src/observers/process/process-errors.js';

const EVENTS = ['uncaughtException', 'uncaughtExceptionMonitor', 'unhandledRejection', 'exit'] as const;

function listeners(): number[] {
  return EVENTS.map((event) => process.listenerCount(event));
}

function handlers(calls: string[]): ProcessErrorHandlers {
  return {
    uncaught: () => void calls.push('uncaught'),
    startFailed: (exitCode) => void calls.push(`start failed with ${exitCode}`),
    ending: () => void calls.push('ending'),
    stopped: () => undefined,
    replaced: () => void calls.push('replaced'),
  };
}

it('never takes part in what becomes of an error, and leaves no listener behind', () => {
  const [exceptions, monitors, rejections, exits] = listeners();
  const errors = new ProcessErrors(handlers([]));
  errors.start();
  expect(listeners()).toEqual([exceptions, Number(monitors) + 1, rejections, Number(exits) + 1]);
  errors.stop();
  errors.stop();
  expect(listeners()).toEqual([exceptions, monitors, rejections, exits]);
});

it('watches a process once, however many modules want it', () => {
  const one = new ProcessErrors(handlers([]));
  const other = new ProcessErrors(handlers([]));
  one.up();
  expect([one.start(), other.start()]).toEqual([true, false]);
  const watched = listeners();
  other.stop();
  expect(listeners()).toEqual(watched);
  one.stop();
  expect(other.start()).toBe(true);
  other.stop();
});

it('goes over from an application that never came up to the next that starts', () => {
  const calls: string[] = [];
  const failed = new ProcessErrors(handlers([]));
  failed.start();
  const watched = listeners();
  const next = new ProcessErrors(handlers(calls));
  expect(next.start()).toBe(true);
  expect(listeners()).toEqual(watched);
  failed.stop();
  expect(listeners()).toEqual(watched);
  process.listeners('exit').at(-1)?.(3);
  expect(calls).toEqual(['start failed with 3', 'ending']);
  next.stop();
});

it('throws nothing, whatever its handlers do', () => {
  const thrower = (): never => {
    throw new Error('of the handler');
  };
  const errors = new ProcessErrors({ ...handlers([]), uncaught: thrower, ending: thrower });
  errors.start();
  const [listener] = process.listeners('uncaughtExceptionMonitor').slice(-1);
  expect(() => listener?.(new Error('of the process'), 'uncaughtException')).not.toThrow();
  errors.stop();
});

describe('two copies of the library', () => {
  async function otherCopy(): Promise<typeof ProcessErrors> {
    vi.resetModules();
    const copy = await import('../../../../src/observers/process/process-errors.js');
    expect(copy.ProcessErrors).not.toBe(ProcessErrors);
    return copy.ProcessErrors;
  }

  it('watch a process once', async () => {
    const one = new ProcessErrors(handlers([]));
    const other = new (await otherCopy())(handlers([]));
    one.up();
    expect([one.start(), other.start()]).toEqual([true, false]);
    one.stop();
    expect(other.start()).toBe(true);
    other.stop();
  });

  it('give way to each other before they are up, and the first says so when it is', async () => {
    const calls: string[] = [];
    const one = new ProcessErrors(handlers(calls));
    const other = new (await otherCopy())(handlers([]));
    const bare = listeners();
    expect([one.start(), other.start()]).toEqual([true, true]);
    expect(listeners()[1]).toBe(Number(bare[1]) + 1);
    one.up();
    one.up();
    expect(calls).toEqual(['replaced']);
    one.stop();
    other.stop();
    expect(listeners()).toEqual(bare);
  });

  it('work where something else stands in the place that they share', async () => {
    const place = Symbol.for('nestjs-opsgenie.process-watcher');
    for (const rubbish of [7, {}, { isUp: false, giveWay: () => fail() }]) {
      Reflect.set(globalThis, place, rubbish);
      const one = new ProcessErrors(handlers([]));
      expect(one.start()).toBe(true);
      one.stop();
    }
    expect(Reflect.get(globalThis, place)).toBeUndefined();
  });
});

function fail(): never {
  throw new Error('of another version');
}
