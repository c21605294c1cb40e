/** Who closed an alert. */
export type Closer = 'strategy' | 'person';

/** An alert that was opened: somebody was woken. Repeats while it is open wake nobody. */
export interface Page {
  readonly alias: string;
  /** When the strategy first asked for it. */
  readonly raisedAt: number;
  /** When the platform opened it. */
  readonly openedAt: number;
  /** Absent while it is open. */
  readonly closed?: { readonly at: number; readonly by: Closer } | undefined;
}

/** Everything that a strategy did in one run, as the platform saw it. Times are milliseconds of the virtual clock, ascending. */
export interface Timeline {
  /** In order of opening. */
  readonly pages: readonly Page[];
  /** When a create met an open alert of its alias. */
  readonly repeats: readonly number[];
  /** When the platform was called, refused calls included. */
  readonly calls: readonly number[];
  /** Creates that never arrived though no alert of their alias was open: when they were raised. */
  readonly lost: readonly number[];
}
