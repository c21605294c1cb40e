import { ExceptionsZone } from '@nestjs/core/errors/exceptions-zone.js';
import { describe, expect, it } from 'vitest';

import { watchStartError } from '../../../../src/observers/process/start-error.js';

const handler: object = Reflect.get(ExceptionsZone, 'exceptionHandler') as object;
const handle = (): unknown => Reflect.get(handler, 'handle');

describe("what wraps Nest's handler of failed starts", () => {
  it('sees the error, and is gone once it is undone', () => {
    const original = handle();
    const seen: unknown[] = [];
    const failure = new Error('no database');
    Reflect.set(handler, 'handle', () => 'logged');
    const silent = handle();

    const undo = watchStartError((error) => void seen.push(error));
    expect(Reflect.apply(handle() as () => unknown, handler, [failure])).toBe('logged');
    undo();
    expect(seen).toEqual([failure]);
    expect(handle()).toBe(silent);
    Reflect.set(handler, 'handle', original);
  });

  it('leaves the wrapper of another alone', () => {
    const original = handle();
    const undo = watchStartError(() => undefined);
    const others = (): void => undefined;
    Reflect.set(handler, 'handle', others);

    undo();
    expect(handle()).toBe(others);
    Reflect.set(handler, 'handle', original);
  });
});
