import type { IncidentEngine } from '../incidents/incident-engine.js';
import type { Transition } from '../incidents/incident.js';
import type { Priority } from '../text/priority.js';
import type { Clock } from '../time/clock.js';
import type { Claims } from './claims.js';
import type { FleetPace } from './fleet-pace.js';
import type { FleetStore } from './fleet-store.js';
import type { Mirror } from './mirror.js';

/** An open alert. */
export interface FleetAlert {
  readonly alias: string;
  readonly priority: Priority;
  /** The key that it was sent with, where that is not the module's own: whoever closes it must use the same. */
  readonly target?: string | undefined;
}

/** The open alerts, as far as the fleet has to know of them. */
export interface FleetAlerts {
  /** The alert that reports an incident. */
  alertOf(incidentId: string): FleetAlert | undefined;
  /** Another process has opened an alert for an incident. */
  adopt(incidentId: string, alias: string, priority: Priority, target?: string): void;
  /** Another process has closed the alert of an incident, or speaks for it from now on. */
  release(incidentId: string): void;
  /** Another process speaks for an alert: a close of it that waits for the platform here must not be sent. */
  withdrawClose(alias: string): void;
  /**
   * Looks at the platform when the alert of an alias was last raised, by whichever process.
   *
   * @returns milliseconds since 1970; `undefined` if that cannot be found out, or no alert is open. Never rejects
   */
  lastRaised(alias: string): Promise<number | undefined>;
}

/** What the engine does for the fleet. */
export type FleetEngine = Pick<IncidentEngine, 'evaluate' | 'mute' | 'shared'>;

/** Dependencies that the parts of a fleet have in common. */
export interface FleetParts {
  readonly store: FleetStore;
  readonly clock: Clock;
  readonly pace: FleetPace;
  readonly claims: Claims;
  readonly mirror: Mirror;
  readonly engine: FleetEngine;
  readonly alerts: FleetAlerts;
  /** Reports transitions for which this process speaks. */
  readonly emit: (transition: Transition) => void;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly link: FleetLink;
  /** Takes what went wrong in the library itself. */
  readonly fault: (error: unknown) => void;
}

/** Whether the store can be reached. */
export interface FleetLink {
  /** Whether this process knows what the others count, or will soon. */
  readonly isShared: boolean;
  /** Whether this process knows what the others count. */
  readonly hasJoined: boolean;
  /** Whether this process has tried to sync lately. One that stood still knows nothing until it does: others may speak for it by now. */
  readonly isAwake: boolean;
  /** When the last sync was answered; monotonic milliseconds. */
  readonly lastSyncAt: number;
  /** Syncs out of turn: the store answers only those that have synced lately. Never rejects. */
  syncNow(): Promise<void>;
}
