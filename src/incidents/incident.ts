import type { AlertShape } from '../rules/alert-shape.js';
import type { CompiledRule } from '../rules/compiled-rule.js';
import type { Figures } from '../rules/headline.js';
import type { ObservedOutcome } from '../rules/outcome.js';
import type { CountedCause } from './causes.js';
import type { Recurrence } from './flap-damper.js';
import type { IncidentRecord } from './incident-record.js';
import type { InstanceSight } from './peers.js';

/** Why the people on call are not notified of an incident that fires. */
export type SuppressionCause = 'mute' | 'inhibition' | 'storm';

/** How bad an incident was when its alert was raised. */
export interface Beginning {
  readonly bad: number;
  readonly figures: Figures;
}

/** What is remembered of an incident that is over. */
export interface PreviousIncident {
  /** Wall time, in milliseconds. */
  readonly firstSeen: number;
  /** The time from its first bad sample to its last, in milliseconds. */
  readonly lasted: number;
}

/** How the last runs of a task went. */
export interface RecentRuns {
  /** How long ago the last success was, in milliseconds; `undefined` if this process saw none. */
  readonly succeededAgo: number | undefined;
  /** How many runs have failed since. */
  readonly failedInRow: number;
}

/** One episode of trouble of one rule and key, as it is now. */
export interface Incident {
  /** Distinguishes this episode from others of the same rule and key. */
  readonly incidentId: string;
  readonly rule: CompiledRule;
  /** What it is about: an operation, a controller, or `*` for the whole service. */
  readonly operation: string;
  /** Where that is for people: the routes that a controller's handlers have in common, `/checkout`; `undefined` for the whole service. */
  readonly place: string | undefined;
  /** Completes the alias: the matcher, or the class of the error. */
  readonly discriminator: string;
  /** How its alerts look. */
  readonly shape: AlertShape;
  /** How many samples were bad since it began. */
  readonly bad: number;
  /** How many samples there were since it began. */
  readonly total: number;
  /** Wall times, in milliseconds. */
  readonly openedAt: number;
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** How long it has lasted since it was opened, in milliseconds. */
  readonly lasted: number;
  /** The time from its first bad sample to its last, and from there to now, in milliseconds; a jump of the wall clock has no part in them. */
  readonly failingFor: number;
  readonly quietFor: number;
  /** The figures now. */
  readonly severity: Figures;
  /** The most bad samples in any one minute. */
  readonly peakPerMinute: number;
  readonly causes: readonly CountedCause[];
  /** A bad outcome of the most frequent cause; absent after a restart, until the next one. */
  readonly example: ObservedOutcome | undefined;
  /** Keys of other rules that the same trouble broke. */
  readonly alsoMatched: readonly string[];
  /** Priorities of those rules; the most urgent of all holds. */
  readonly alsoPriorities: readonly NonNullable<AlertShape['priority']>[];
  /** The instances of the service that fail by their own figures; `undefined` where the process knows of no others. */
  readonly instances: InstanceSight | undefined;
  /** How long this process had been running at the first bad sample, in milliseconds; `undefined` if another process saw it. */
  readonly sinceStart: number | undefined;
  /** Whether what it is about had gone well in this process before that. */
  readonly wentWell: boolean;
  /** The incident of the same rule and key before this one, if this process saw one. */
  readonly previous: PreviousIncident | undefined;
  /** How the runs of its task went; `undefined` for what is no task. */
  readonly runs: RecentRuns | undefined;
  /** How often it has come back soon after it was closed, if it has. */
  readonly recurrence: Recurrence | undefined;
  /** Whether a mute kept the people on call from being notified when it began. */
  readonly wasMuted: boolean;
  /** How bad it was when its alert was raised; `undefined` before that, and after a restart. */
  readonly beginning: Beginning | undefined;
  /** The causes that its alert and notes have not named yet. */
  readonly newCauses: readonly CountedCause[];
  /** Whether this process has seen no bad sample of it: all that is known comes from an earlier one. */
  readonly isUnseen: boolean;
  /** Why it ended; `undefined` while it is active. */
  readonly ended: EndReason | undefined;
}

/** Why an incident ended. */
export type EndReason = 'recovered' | 'stale';

/** How an incident ended. */
export interface IncidentEnd {
  readonly reason: EndReason;
  /**
   * Where bad samples still came when it counted as over: how long their share had been below the limit, in milliseconds. Absent where
   * none came after the trouble.
   */
  readonly relievedFor?: number | undefined;
}

/**
 * Why an incident of an earlier process ended without another sample. `stale`: its operation never ran again, or its rule is gone.
 * `continued`: this process had already notified of the same trouble. `survived`: it was the end of a process, and this one goes on.
 * `storm`: it stood for others, which are reported individually if they go on.
 */
export type InheritedEndReason = 'stale' | 'continued' | 'survived' | 'storm';

/** What a storm is made of. */
export interface StormPicture {
  /** Those that its alert stands for, the largest first. */
  readonly incidents: readonly Incident[];
  /** Those that got alerts of their own, just before or meanwhile. */
  readonly notified: readonly Incident[];
  /** The time from the first of all to the last, in milliseconds. */
  readonly within: number;
}

/** What a time of mutes kept from the people on call. */
export interface Hidden {
  /** How many incidents began. */
  readonly incidents: number;
  /** How many of these are active still: they are reported with their next bad sample. */
  readonly active: number;
  /** How many alerts of the application itself were not raised. */
  readonly raises: number;
}

/** What happens to incidents. Values only: alerts/ turns them into messages. */
export type Transition =
  /** The people on call have to be notified. */
  | { readonly type: 'opened'; readonly incident: Incident }
  /** It goes on: the alert is raised again, for a person may have closed it; for an open alert it changes nothing. */
  | { readonly type: 'reasserted'; readonly incident: Incident }
  /** It goes on, and there is something new to say, also of those that its alert stands for. */
  | { readonly type: 'grown'; readonly incident: Incident; readonly covered: readonly Incident[] }
  /** It is over. */
  | ({ readonly type: 'closed'; readonly incident: Incident; readonly covered: readonly Incident[] } & IncidentEnd)
  /** An incident of an earlier process is over, as far as this one can know. */
  | { readonly type: 'inherited-closed'; readonly record: IncidentRecord; readonly reason: InheritedEndReason }
  /** It fires or goes on, and the people on call are not notified. */
  | { readonly type: 'suppressed'; readonly incident: Incident; readonly by: SuppressionCause }
  /** The last mute has ended. */
  | { readonly type: 'mute-ended'; readonly hidden: Hidden }
  /** A wider incident covers narrower ones. */
  | { readonly type: 'covered'; readonly incident: Incident; readonly covered: readonly Incident[] }
  /** Too many incidents at once: one alert stands for all. */
  | ({
      readonly type: 'storm-opened' | 'storm-reasserted' | 'storm-grown' | 'storm-closed';
      readonly stormId: string;
    } & StormPicture);

/** An incident that is under way, as `active()` shows it. */
export interface ActiveIncident {
  /** Absent while it is pending. */
  readonly incidentId?: string | undefined;
  /** The rule's key. */
  readonly rule: string;
  readonly operation: string;
  readonly phase: 'pending' | 'firing' | 'recovering';
  readonly since: Date;
  readonly bad: number;
  readonly total: number;
  /** Why the people on call are not notified of it; absent where they are. */
  readonly suppressedBy?: SuppressionCause | undefined;
}
