/** Keeps closes from ending alerts that other processes need: one may wait for the platform while another process takes the alert over. */
export interface CloseFence {
  /**
   * Whether the close of an alert may be sent now. If not, it waits, and this is asked again.
   *
   * @param isInherited whether an earlier process accepted it
   */
  maySend(alias: string, isInherited: boolean): boolean;
  /** Whether the alert reports an incident that goes on, so that the close of an earlier process is outdated. */
  isLive(alias: string): boolean;
}
