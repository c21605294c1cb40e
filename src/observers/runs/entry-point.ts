import type { Class } from '../application-classes.js';
import type { Caller, OutcomeKind } from '../../rules/outcome.js';

/** What kind of run is observed where there is no HTTP request. */
export type RunKind = Exclude<OutcomeKind, 'http' | 'task' | 'process'>;

/** A method that Nest or another library calls, as it is known by the metadata on it and on its class. */
export interface EntryPoint {
  readonly kind: RunKind;
  /** `Query.orders`, `rpc:sum`, `cron:ReportsService.nightly`: named by code, never by data. */
  readonly operation: string;
  /** Who waits for the result. */
  readonly caller: Caller;
  /** Whether its duration says how long someone waits; not for subscriptions and streams, which last as long as their reader wants. */
  readonly hasLatency: boolean;
  /**
   * The type of the context in which Nest runs the method with its guards, pipes and filters, on behalf of the library that calls it.
   * Such a run is observed as a whole. Absent: the method itself is observed.
   */
  readonly externalContext?: string;
  /** Whether it may run once a day or less, so that one success has to be proof that all is well again. Absent: no. */
  readonly isRare?: boolean;
}

/** A method of a class that Nest creates. */
export interface Method {
  readonly type: Class;
  readonly name: string | symbol;
  readonly method: object;
}

/**
 * One kind of entry points. Reads the metadata of the decorators of its library, which is the same on all its majors; the library itself
 * need not be installed.
 */
export type Context = (method: Method) => EntryPoint | undefined;

/** `ReportsService.nightly` */
export function placeOf({ type, name }: Method): string {
  return `${type.name}.${String(name)}`;
}

/** Reads metadata, also of the base classes of a class. */
export function metadata(key: string, target: object): unknown {
  return Reflect.getMetadata(key, target);
}
