import { parseDuration, type Duration } from '../time/duration.js';
import { Check, CheckNested, duration, flag, heartbeatName, text, type Complaint } from '../validation/checks.js';
import { show, type ConfigurationProblem } from '../validation/problem.js';
import { isRecord } from '../text/guarded-read.js';

/** Access to the heartbeats of a team in Jira Service Management, which the key of the alerts does not give. */
export interface JsmHeartbeatAccess {
  /** The id of the site: `https://<site>.atlassian.net/_edge/tenant_info` shows it. */
  readonly cloudId: string;
  /** The id of the team that owns the heartbeats. */
  readonly teamId: string;
  /** The e-mail address of the account that pings. */
  readonly user: string;
  /** An API token of that account; never logged. */
  readonly token: string;
}

/** The heartbeat of the application itself. */
export interface ModuleHeartbeatOptions {
  /** The name of the heartbeat on the platform, where it has to exist; at most 200 characters. */
  readonly name: string;
  /**
   * How often it is pinged, at least `'10s'`. Give the heartbeat on the platform twice that time or more. @defaultValue `'1m'`
   */
  readonly interval?: Duration | undefined;
  /**
   * Creates the heartbeat on Opsgenie at the start, with three times `interval`, or adjusts it to that; also those of `@Heartbeat()` that
   * have an `interval`. It needs a key that may change the configuration: without one, a line in the log says what to do, and pings go on.
   * @defaultValue `false`
   */
  readonly ensure?: boolean | undefined;
  /** Access to heartbeats on the platform `'jsm'`, also for `@Heartbeat()`. Required there; without effect elsewhere. */
  readonly jsm?: JsmHeartbeatAccess | undefined;
}

/** {@link ModuleHeartbeatOptions} with every value in place. */
export interface ResolvedHeartbeat {
  readonly name: string;
  /** Milliseconds. */
  readonly interval: number;
  readonly ensure: boolean;
  readonly jsm: JsmHeartbeatAccess | undefined;
}

const DEFAULT_INTERVAL = 60_000;
/** Heartbeats of the platforms count in minutes. Milliseconds. */
const SHORTEST_INTERVAL = 10_000;

const pingInterval: Complaint = (value) => {
  const complaint = duration(value);
  if (complaint !== undefined) return complaint;
  return (parseDuration(value) ?? 0) < SHORTEST_INTERVAL ? `must be at least '10s'; got ${show(value)}` : undefined;
};

// The token is never shown, not even a part of it.
const secret: Complaint = (value) => (text(value) === undefined ? undefined : 'must be a non-empty string');

class JsmHeartbeatAccessSchema implements Record<keyof JsmHeartbeatAccess, unknown> {
  @Check(text) cloudId: unknown;
  @Check(text) teamId: unknown;
  @Check(text) user: unknown;
  @Check(secret) token: unknown;
}

/** The validation schema of {@link ModuleHeartbeatOptions}. */
export class ModuleHeartbeatOptionsSchema implements Record<keyof ModuleHeartbeatOptions, unknown> {
  static readonly nested = { jsm: JsmHeartbeatAccessSchema };

  @Check(heartbeatName) name: unknown;
  @Check(pingInterval) interval: unknown;
  @Check(flag) ensure: unknown;
  @CheckNested() jsm: unknown;
}

const JSM_ACCESS = ['cloudId', 'teamId', 'user', 'token'] as const satisfies (keyof JsmHeartbeatAccess)[];

/** What is missing in options that are valid otherwise. */
export function missingInHeartbeat(heartbeat: unknown, platform: string): ConfigurationProblem[] {
  if (heartbeat === undefined) return [];
  const given = isRecord(heartbeat) ? heartbeat : { name: heartbeat };
  const problems = given['name'] === undefined ? [{ path: 'heartbeat.name', message: 'is missing' }] : [];
  const missing = missingAccess(given['jsm']);
  const needsAccess = platform === 'jsm' || given['jsm'] !== undefined;
  return needsAccess && missing !== undefined ? [...problems, { path: 'heartbeat.jsm', message: missing }] : problems;
}

/** Says what is missing in the access to heartbeats of Jira Service Management; `undefined` if nothing is. */
export function missingAccess(access: unknown): string | undefined {
  const missing = JSM_ACCESS.filter((name) => !isRecord(access) || access[name] === undefined);
  if (missing.length === 0) return undefined;
  return `needs ${missing.join(', ')}: the key of the alerts cannot ping heartbeats of Jira Service Management`;
}

/** Checks what the option may be instead of an object. */
export const heartbeatShorthand: Complaint = (value) =>
  typeof value === 'string' ? heartbeatName(value) : `must be a name or an object; got ${show(value)}`;

/** Fills in the defaults of valid options. */
export function resolveHeartbeat(given: string | ModuleHeartbeatOptions | undefined): ResolvedHeartbeat | undefined {
  if (given === undefined) return undefined;
  const options: ModuleHeartbeatOptions = typeof given === 'string' ? { name: given } : given;
  const { name, interval, ensure = false, jsm } = options;
  return { name: name.trim(), interval: parseDuration(interval) ?? DEFAULT_INTERVAL, ensure, jsm };
}
