/** The watcher of the process's errors, in the form in which all copies of this library see each other's. */
export interface ProcessWatcher {
  /** Whether its application is up. A watcher whose application never came up gives way. */
  readonly isUp: boolean;
  /** Gives way to another. */
  readonly giveWay: () => void;
}

/** Where all copies of this library in the process look. It is a contract between versions, as {@link ProcessWatcher} is. */
const WATCHER = Symbol.for('nestjs-opsgenie.process-watcher');

/** The watcher of the process. There is at most one, because the process ends once, however many copies of this library it has loaded. */
export function currentWatcher(): ProcessWatcher | undefined {
  const watcher: unknown = Reflect.get(globalThis, WATCHER);
  return isWatcher(watcher) ? watcher : undefined;
}

/** Sets the watcher of the process; `undefined` removes it. */
export function setWatcher(watcher: ProcessWatcher | undefined): void {
  // Where globals are frozen, each copy watches: a crash that is reported twice is better than one that is not reported.
  Reflect.defineProperty(globalThis, WATCHER, { value: watcher, configurable: true, writable: true });
}

function isWatcher(value: unknown): value is ProcessWatcher {
  return typeof value === 'object' && value !== null && 'giveWay' in value && typeof value.giveWay === 'function';
}
