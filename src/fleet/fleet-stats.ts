/** What a process knows of its fleet. */
export interface FleetStats {
  /** `shared`: it knows what the other processes count. `alone`: the store cannot be reached, and it judges by itself. */
  readonly state: 'shared' | 'alone';
  /** How many processes are alive, as of the last sync. */
  readonly instances: number;
  /** When the last sync was answered; `undefined` before the first. */
  readonly lastSync: Date | undefined;
  /** How many syncs were answered. */
  readonly syncs: number;
  /** How many syncs were not answered, or refused. */
  readonly failures: number;
  /** Samples that the other processes never learnt of, because the store was away too long or is full. */
  readonly dropped: number;
  /** How many rules and operations this process counts. */
  readonly series: number;
  /** How many incidents this process speaks for. */
  readonly leases: number;
}
