/** How many samples of one rule and key there were. */
export interface SampleCounts {
  readonly bad: number;
  readonly good: number;
  /** Good ones that only show that a health check or a scrape was answered. */
  readonly probes: number;
}

/** Counts the samples of one rule and key for the other processes of the service. A sample adds one, and allocates nothing. */
export interface SampleCounter {
  bad: number;
  good: number;
  probes: number;
}
