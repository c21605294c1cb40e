/** The Redis of the drill, which can be broken. */
export interface DrillRedis {
  /** The address that the shops use. */
  readonly url: string;
  /** What it is, in words. */
  readonly title: string;
  /** Breaks it, and empties what the shops have stored. @returns what was done, in words */
  break(): Promise<string>;
  repair(): Promise<void>;
  /** Ends or leaves it, without a trace. */
  stop(): Promise<void>;
}
