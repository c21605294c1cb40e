import type { Priority } from '../text/priority.js';
import type { ObservedOutcome, TraceIds } from './outcome.js';

/**
 * Who is notified of an alert.
 *
 * A team, escalation or schedule has an `id` or a `name`; a user an `id` or a `username` (an e-mail address). With a key of a
 * team's integration, Opsgenie replaces responders by that team.
 */
export type Responder =
  | { readonly type: 'team' | 'escalation' | 'schedule'; readonly id: string }
  | { readonly type: 'team' | 'escalation' | 'schedule'; readonly name: string }
  | { readonly type: 'user'; readonly id: string }
  | { readonly type: 'user'; readonly username: string };

/** What can raise an alert. */
export type AlertKind =
  'status' | 'latency' | 'exception' | 'errorRate' | 'burnRate' | 'missedRun' | 'maxRuntime' | 'processHealth';

/** What can be put into `details`; everything is sent as text. */
export type DetailValue = string | number | boolean;

/** The episode of trouble that an alert is about, in figures. */
export interface IncidentFacts {
  /** Distinguishes this episode from earlier ones with the same alias. */
  readonly incidentId: string;
  /** How many samples were bad since it began. */
  readonly bad: number;
  /** How many samples there were since it began. */
  readonly total: number;
  /** Whether nothing succeeded any more when the alert was built. */
  readonly isDown: boolean;
  /** When the first bad sample was seen. */
  readonly firstSeen: Date;
  /** When the last bad sample was seen. */
  readonly lastSeen: Date;
}

/** What a function in an {@link AlertShape} gets when its alert is built. */
export interface AlertContext {
  /** What raised the alert: a rule, many incidents at once (`storm`), or the application by `raise()` and the like (`manual`). */
  readonly kind: AlertKind | 'storm' | 'manual';
  /** The rule's key, e.g. `status:5XX`, or the name it was given. */
  readonly rule: string;
  readonly service: string;
  readonly environment: string;
  readonly version?: string | undefined;
  /** What was run: `GET /orders/:id`. */
  readonly operation: string;
  /** The run that opened the incident, or the last bad one; absent for alerts that the application raises itself. */
  readonly outcome?: ObservedOutcome | undefined;
  /** The error behind the alert, where there is one. It may be anything that was thrown. */
  readonly error?: unknown;
  /** The span of OpenTelemetry that was active when the run failed, or when the application raised the alert. */
  readonly trace?: TraceIds | undefined;
  /** The episode in figures; absent for alerts that the application raises itself. */
  readonly incident?: IncidentFacts | undefined;
}

/** A value, or a function that gives it. The function is called when an alert is built, never per request; if it throws, the alert goes out without it. */
export type Resolvable<T> = T | ((context: AlertContext) => T);

/** Web addresses by name, each a value or a function; a function that gives `undefined` has no link for this alert. */
export type AlertLinks = Readonly<Record<string, Resolvable<string | undefined>>>;

/** What an alert looks like, in the platform's own field names. What is too long is cut with `…`. */
export interface AlertShape {
  /** The headline, at most 130 characters. Its first 60 should stand alone on a lock screen. */
  readonly message?: Resolvable<string>;
  /** The long text, at most 15,000 characters. */
  readonly description?: Resolvable<string>;
  /** The key by which the platform recognises a repeat, used as it is. At most one alert per alias is open at a time. */
  readonly alias?: Resolvable<string>;
  /** How urgent it is. @defaultValue `'P4'` */
  readonly priority?: Resolvable<Priority>;
  /** Labels, at most 20 of 50 characters. Tags of several levels unite. */
  readonly tags?: Resolvable<readonly string[]>;
  /** More facts, 8,000 characters in all. Details of several levels are merged, the nearest wins. */
  readonly details?: Resolvable<Readonly<Record<string, DetailValue | null | undefined>>>;
  /**
   * Web addresses that help the person on call, by name; they stand on top of the description and the details, `runbook`, `dashboard`,
   * `logs` and `trace` first. At most 10; what is no `http` or `https` address is left out, and the details say so. Links of several
   * levels are merged, the nearest wins.
   *
   * @example
   * ```ts
   * links: {
   *   runbook: 'https://wiki.example.com/runbooks/orders',
   *   logs: ({ service, incident }) => `https://logs.example.com/?q=${service}&from=${incident?.firstSeen.toISOString() ?? ''}`,
   *   trace: ({ trace }) => trace && `https://tempo.example.com/trace/${trace.traceId}`,
   * }
   * ```
   */
  readonly links?: Resolvable<AlertLinks>;
  /**
   * The key that it is sent with: a name in the module's option `targets`. With the key of a team's integration, that team is paged, whatever
   * `responders` say. @defaultValue the module's own `apiKey`
   */
  readonly target?: string;
  /** Who is paged. The nearest list replaces the others whole: a union would page strangers. */
  readonly responders?: readonly Responder[];
  /** Who else may see the alert: teams and users. */
  readonly visibleTo?: readonly Responder[];
  /** Names of the platform's custom actions, at most 10 of 50 characters. */
  readonly actions?: readonly string[];
  /** The thing that the alert is about, at most 512 characters. @defaultValue the operation */
  readonly entity?: string;
  /** Where the alert comes from, at most 100 characters. @defaultValue the service's name */
  readonly source?: string;
  /** Display name of who asked for it, at most 100 characters. */
  readonly user?: string;
  /** A note that is added at creation, at most 25,000 characters. */
  readonly note?: string;
}
