/** How much is measured, and for how long. */
export interface Settings {
  /** Pairs of slices for what has a gate; half as many for what is only compared with. */
  readonly slices: number;
  /** Over so many pairs of fresh processes: two that run the same code differ by more than what is measured. */
  readonly processPairs: number;
  readonly warmUpSeconds: number;
  /** How often the latency of each application is taken, and for how long. */
  readonly latencyRuns: number;
  readonly latencySeconds: number;
  readonly aliases: number;
  readonly stormRequests: number;
  /** For how long calls are counted after a storm. */
  readonly stormWatchSeconds: number;
  readonly messages: number;
  readonly deliveryRuns: number;
  readonly microOperations: number;
}

/** Within some 35 minutes for everything. */
export const COMPLETE: Settings = {
  slices: 16,
  processPairs: 4,
  warmUpSeconds: 2,
  latencyRuns: 3,
  latencySeconds: 2,
  aliases: 1_000_000,
  stormRequests: 100_000,
  stormWatchSeconds: 60,
  messages: 5_000,
  deliveryRuns: 4,
  microOperations: 1_000_000,
};

/** Whether everything runs. The figures mean nothing. */
export const QUICK: Settings = {
  slices: 2,
  processPairs: 1,
  warmUpSeconds: 1,
  latencyRuns: 1,
  latencySeconds: 1,
  aliases: 20_000,
  stormRequests: 2_000,
  stormWatchSeconds: 2,
  messages: 200,
  deliveryRuns: 1,
  microOperations: 50_000,
};
