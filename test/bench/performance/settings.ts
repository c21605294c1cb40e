/** The number and duration of measurements. */
export interface Settings {
  /** Pairs of slices for a comparison with a gate; half as many for others. */
  readonly slices: number;
  /** Pairs of fresh processes: two processes with the same code differ by more than the measured difference. */
  readonly processPairs: number;
  readonly warmUpSeconds: number;
  /** How often and how long the latency of each application is measured. */
  readonly latencyRuns: number;
  readonly latencySeconds: number;
  readonly aliases: number;
  readonly stormRequests: number;
  /** How long calls are counted after a storm. */
  readonly stormWatchSeconds: number;
  readonly messages: number;
  readonly deliveryRuns: number;
  readonly microOperations: number;
  /** How long a fleet is measured, after as long as its Redis needs to fill. */
  readonly fleetSeconds: number;
  readonly fleetFillSeconds: number;
  readonly takeovers: number;
}

/** About 55 minutes in total. */
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
  fleetSeconds: 30,
  fleetFillSeconds: 65,
  takeovers: 3,
};

/** Only checks that everything runs; the figures are meaningless. */
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
  fleetSeconds: 4,
  fleetFillSeconds: 4,
  takeovers: 1,
};
