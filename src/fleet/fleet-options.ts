import type { Transition } from '../incidents/incident.js';
import type { Clock } from '../time/clock.js';
import type { Closing } from './closing.js';
import type { FleetAlerts, FleetEngine, FleetParts } from './fleet-parts.js';
import type { FleetPace } from './fleet-pace.js';
import type { FleetStats } from './fleet-stats.js';
import type { FleetStore } from './fleet-store.js';
import type { SharedMutes } from './shared-mutes.js';
import type { Recoveries } from './recoveries.js';
import type { Sights } from './sights.js';
import type { Succession } from './succession.js';
import type { RecordUpdates } from './record-updates.js';
import type { Voice } from './voice.js';

/** Dependencies of a {@link Fleet} that exist before it. */
export interface FleetOptions {
  readonly store: FleetStore;
  readonly clock: Clock;
  readonly pace: FleetPace;
  /** At how many times the threshold and the share of all an instance is trouble of its own. */
  readonly outlier: number;
  /** From 0 to 1. @defaultValue `Math.random` */
  readonly random?: (() => number) | undefined;
  /** Takes what went wrong in the library itself. */
  readonly fault: (error: unknown) => void;
  /** This process is on its own from now on, or among the others again. */
  readonly changed: (state: FleetStats['state'], since: number) => void;
}

/** Dependencies of a {@link Fleet} that are made after it. */
export interface FleetSurroundings {
  readonly engine: FleetEngine;
  readonly alerts: FleetAlerts;
  readonly emit: (transition: Transition) => void;
}

/** The parts of a fleet that is connected. */
export interface ConnectedParts extends FleetParts {
  readonly updates: RecordUpdates;
  readonly voice: Voice;
  readonly closing: Closing;
  readonly succession: Succession;
  readonly sights: Sights;
  readonly recoveries: Recoveries;
  readonly mutes: SharedMutes;
}
