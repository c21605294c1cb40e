/**
 * Who found that an alert is over: the `fleet`, for which this process spoke, or this `process` by itself. What the application closes is its
 * own decision, and never kept back.
 */
export type ClosedBy = 'fleet' | 'process';

/** A close that waits for the platform. */
export interface WaitingClose {
  /** Whether an earlier process accepted it. */
  readonly isInherited: boolean;
  /** Who decided on it; `undefined`: the application. */
  readonly closedBy: ClosedBy | undefined;
}

/**
 * Keeps closes from ending alerts that other processes need: one may wait for the platform while another process takes the alert over. It is
 * the same for each key and for the mirror.
 */
export interface CloseFence {
  /** Whether a close may be sent now. If not, it waits, and this is asked again. */
  maySend(close: WaitingClose): boolean;
  /** Whether the alert reports an incident that goes on, so that the close of an earlier process is outdated. */
  isLive(alias: string): boolean;
}
