import { expect, it } from 'vitest';

import { ProcessErrors, type ProcessErrorHandlers } from '../../../../src/observers/process/process-errors.js';

const EVENTS = ['uncaughtException', 'uncaughtExceptionMonitor', 'unhandledRejection', 'exit'] as const;

function listeners(): number[] {
  return EVENTS.map((event) => process.listenerCount(event));
}

function handlers(told: string[]): ProcessErrorHandlers {
  return {
    uncaught: () => void told.push('uncaught'),
    startFailed: (exitCode) => void told.push(`start failed with ${exitCode}`),
    ending: () => void told.push('ending'),
    stopped: () => undefined,
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
  const told: string[] = [];
  const failed = new ProcessErrors(handlers([]));
  failed.start();
  const watched = listeners();
  const next = new ProcessErrors(handlers(told));
  expect(next.start()).toBe(true);
  expect(listeners()).toEqual(watched);
  failed.stop();
  expect(listeners()).toEqual(watched);
  process.listeners('exit').at(-1)?.(3);
  expect(told).toEqual(['start failed with 3', 'ending']);
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
