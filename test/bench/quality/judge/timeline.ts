/** Who closed an alert. */
export type Closer = 'strategy' | 'person';

/** An opened alert, which pages a person. Repeats while it is open do not page. */
export interface Page {
  readonly alias: string;
  /** When the strategy first raised it. */
  readonly raisedAt: number;
  /** When the platform opened it. */
  readonly openedAt: number;
  /** Absent while it is open. */
  readonly closed?: { readonly at: number; readonly by: Closer } | undefined;
}

/** All actions of a strategy in one run, as seen by the platform. Times are milliseconds of the virtual clock, ascending. */
export interface Timeline {
  /** In order of opening. */
  readonly pages: readonly Page[];
  /** When a create met an open alert of its alias. */
  readonly repeats: readonly number[];
  /** When the platform was called, refused calls included. */
  readonly calls: readonly number[];
  /** When creates were raised that never arrived although no alert of their alias was open. */
  readonly lost: readonly number[];
}
