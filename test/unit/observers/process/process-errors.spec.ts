import { expect, it } from 'vitest';

import { ProcessErrors, type ProcessErrorHandlers } from '../../../../src/observers/process/process-errors.js';

const EVENTS = ['uncaughtException', 'uncaughtExceptionMonitor', 'unhandledRejection', 'exit'] as const;

function listeners(): number[] {
  return EVENTS.map((event) => process.listenerCount(event));
}

function handlers(told: string[], isUp = true): ProcessErrorHandlers {
  return {
    uncaught: () => void told.push('uncaught'),
    startFailed: (exitCode) => void told.push(`start failed with ${exitCode}`),
    ending: () => void told.push('ending'),
    isUp: () => isUp,
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
  expect([one.start(), other.start()]).toEqual([true, false]);
  const watched = listeners();
  other.stop();
  expect(listeners()).toEqual(watched);
  one.stop();
  expect(other.start()).toBe(true);
  other.stop();
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
