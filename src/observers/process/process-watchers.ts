/** What watches the errors of the process, as all copies of this library know each other's. */
export interface ProcessWatcher {
  /** Whether its application is up. One that never came up gives way. */
  readonly isUp: boolean;
  /** Gives way to another. */
  readonly giveWay: () => void;
}

/** Where all copies of this library in the process look. It is a contract between versions, as {@link ProcessWatcher} is. */
const WATCHER = Symbol.for('nestjs-opsgenie.process-watcher');

/** Who watches the process: one at most, for it has one end, however many modules and copies of this library there are. */
export function currentWatcher(): ProcessWatcher | undefined {
  const watcher: unknown = Reflect.get(globalThis, WATCHER);
  return isWatcher(watcher) ? watcher : undefined;
}

/** Makes `watcher` the one that watches; `undefined`: nobody does. */
export function setWatcher(watcher: ProcessWatcher | undefined): void {
  // Where globals are frozen, each copy watches: a crash that is told twice is better than none.
  Reflect.defineProperty(globalThis, WATCHER, { value: watcher, configurable: true, writable: true });
}

function isWatcher(value: unknown): value is ProcessWatcher {
  return typeof value === 'object' && value !== null && 'giveWay' in value && typeof value.giveWay === 'function';
}
