import { createHash } from 'node:crypto';

import type { CompiledRule } from '../rules/compiled-rule.js';
import type { IncidentRecord } from './incident-record.js';
import type { SampleCounter } from './sample-counts.js';

/** The instances of a service, and those of them that fail by their own figures. */
export interface InstanceSight {
  /** How many are alive. */
  readonly instances: number;
  readonly failing: readonly FailingInstance[];
  /** How many instances that are alive run each version. */
  readonly versions: ReadonlyMap<string, number>;
}

/** An instance that fails by its own figures. */
export interface FailingInstance {
  readonly name: string;
  /** The option `version` of it; empty if it has none. */
  readonly version: string;
  /** How long ago it started, in milliseconds; `undefined` if that is not known. */
  readonly startedAgo: number | undefined;
  readonly bad: number;
  readonly total: number;
}

/** The other processes of the service, as the engine sees them. Without them each process judges and speaks for itself. */
export interface Peers {
  /** Whether the samples of all processes are known now. If not, each judges by its own. */
  readonly isShared: boolean;
  /** One instance is trouble of its own at this many times the threshold and the share of all; `Infinity`: never. */
  readonly outlier: number;
  /** The counter of a series. Called once for each tracker. */
  counterFor(series: string): SampleCounter;
  /** Whether an incident that is over by the figures may end now. Where it has to ask for that, the answer is `false` at first. */
  mayEnd(series: string): boolean;
  /** An incident goes on that an earlier process left open. */
  inherited(series: string, record: IncidentRecord): void;
  /** The instances that fail by their own figures; `undefined` while that is not known. */
  sightOf(series: string): InstanceSight | undefined;
}

/** What is counted where the instances themselves are. */
export const INSTANCES_OPERATION = 'process:instances';

/** What one tracker has to do with the other processes. */
export interface Share {
  readonly series: string;
  readonly counter: SampleCounter;
  readonly peers: Peers;
}

/** Two of the 2,000 series of a service have the same name with a probability below 10^-15. */
const SERIES_BYTES = 9;

/** The name of what one tracker counts. It is alike in every process with the same rules, and contains no data. */
export function seriesOf({ rule }: CompiledRule, operation: string, discriminator: string): string {
  const parts = [rule.key, rule.label, operation, discriminator];
  return createHash('sha256').update(JSON.stringify(parts)).digest().subarray(0, SERIES_BYTES).toString('base64url');
}
