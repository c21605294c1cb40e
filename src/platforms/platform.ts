import type { Message } from '../alerts/message.js';

/** The optional calls of a platform: one per message type, and the status of an accepted request. */
export type PlatformCall = Message['type'] | 'confirm';

/** The raw result of an attempt: a response or none. Only the platform interprets it. */
export type Attempt =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** By their names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
      /** The readable part of the body; may be empty. */
      readonly body: string;
    }
  | {
      readonly kind: 'unreachable';
      /** The failure in words, without the key. */
      readonly reason: string;
    };

/** The consequence of an attempt for its message and the following ones. */
export type Verdict =
  /** Accepted; must never be resent. The id can be used to query its status. */
  | { readonly kind: 'accepted'; readonly requestId: string | undefined }
  /** No response, or the platform has failed: retry. `wait` is the requested pause, in milliseconds. */
  | { readonly kind: 'unavailable'; readonly reason: string; readonly wait: number | undefined }
  /** Too many requests: retry, and send nothing else until then. */
  | { readonly kind: 'rateLimited'; readonly reason: string; readonly wait: number | undefined }
  /** The key is refused, which affects every message. `advice` says what to do. */
  | { readonly kind: 'keyRefused'; readonly reason: string; readonly advice: string }
  /** The platform refuses the content of the message. */
  | ({ readonly kind: 'invalid' } & Objection)
  /** A retry would fail the same way. */
  | { readonly kind: 'rejected'; readonly reason: string };

/** Why a platform refuses the content of a message. */
export interface Objection {
  readonly reason: string;
  /** The fields that it names, as the platform calls them. */
  readonly fields: readonly string[];
}

/** The status of a message that the platform accepted earlier. */
export type Confirmation =
  /** Not processed yet, or no response. */
  { readonly kind: 'unknown' } | { readonly kind: 'done' } | { readonly kind: 'failed'; readonly reason: string };

/**
 * The port to a platform, which hides everything specific to it. Makes single attempts; queues, retries and rate limits belong to the
 * delivery.
 */
export interface Platform {
  /** Its display name. */
  readonly title: string;
  /** Where it is reached, for log lines: `api.opsgenie.com`. */
  readonly address: string;
  /** The supported calls. A message of another type must not be sent. */
  readonly calls: ReadonlySet<PlatformCall>;
  /**
   * Fits an alias to the platform's limits. Pure, collision-free and idempotent, because the platform finds alerts by alias.
   */
  fitAlias(alias: string): string;
  /** Fits a message to the platform's limits. Cut text ends in `…`. Pure; leaves fitting text unchanged. */
  fit(message: Message): Message;
  /**
   * Shortens a refused message for one more attempt.
   *
   * @returns `undefined` if nothing can be left out
   */
  shorten(message: Message, objection: Objection): Message | undefined;
  /**
   * Makes one attempt to send a message returned by {@link fit}.
   *
   * @throws UnsupportedCallError before anything is sent, if the platform does not support the type. Never rejects otherwise.
   */
  send(message: Message): Promise<Attempt>;
  /** @param wall - milliseconds since 1970, for pauses given as a date */
  judge(attempt: Attempt, wall: number): Verdict;
  /**
   * Queries the status of an accepted message once.
   *
   * @throws UnsupportedCallError if the platform has no such query. Never rejects otherwise.
   */
  confirm(requestId: string, type: Message['type']): Promise<Confirmation>;
  /**
   * Looks once when an open alert was last raised, in milliseconds since 1970. Absent if the platform cannot tell.
   *
   * @returns `undefined` if there is no such alert, no answer, or no right to look. Never rejects
   */
  lastRaised?(alias: string): Promise<number | undefined>;
  /** Checks the access to the platform; absent if it has no way to. */
  readonly check?: PlatformChecking | undefined;
  /** Pings heartbeats; absent if the platform has none, or if the access to them is missing. */
  readonly heartbeats?: HeartbeatPort | undefined;
  /** Sends at the end of the process; absent if that is impossible. */
  readonly lastMoment?: LastMoment | undefined;
  /** Ends all requests and anything that keeps the process alive. */
  close?(): void;
}

/**
 * Checks key, permissions and reachability, a few requests in all. Raises no alert unless asked to. Never rejects.
 */
export type PlatformChecking = (options?: CheckOptions) => Promise<PlatformCheck>;

/** Options of a check. */
export interface CheckOptions {
  /** Also raises a test alert of the lowest priority, asks what became of it, and closes it. @defaultValue `false` */
  readonly send?: boolean | undefined;
}

/**
 * What a check found.
 *
 * - `ready`: alerts with this key are created.
 * - `keyRefused`: the key is wrong, or of a platform that is not known.
 * - `wrongPlatform`: the key is right, but for another platform or region.
 * - `notAllowed`: the key is right, but may not create or close alerts.
 * - `integrationDisabled`: requests are accepted, and none is carried out.
 * - `alertRefused`: the test alert was not created.
 * - `rateLimited`: too many requests; the key was not checked.
 * - `unavailable`: the platform has failed.
 * - `intercepted`: a proxy, a firewall or another server answered.
 * - `unreachable`: there was no answer.
 * - `notChecked`: the module is off, or a dry run.
 */
export type CheckFinding =
  | 'ready'
  | 'keyRefused'
  | 'wrongPlatform'
  | 'notAllowed'
  | 'integrationDisabled'
  | 'alertRefused'
  | 'rateLimited'
  | 'unavailable'
  | 'intercepted'
  | 'unreachable'
  | 'notChecked';

/** The result of a check. */
export interface PlatformCheck {
  /** Whether alerts reach the platform. */
  readonly ok: boolean;
  readonly finding: CheckFinding;
  /** What was found and what to do about it, in words. */
  readonly summary: string;
  /** The platform's display name. */
  readonly platform: string;
  /** Where it is reached: `api.opsgenie.com`. */
  readonly address: string;
  /** What the key may do: the calls that were tried, and those that need the same permission. */
  readonly allowed: readonly PlatformCall[];
  /** The HTTP status that decided; absent without a response. */
  readonly status?: number | undefined;
  /** The proxy of the environment that the requests went through: `the proxy 10.0.0.1:3128 (HTTPS_PROXY)`. */
  readonly proxy?: string | undefined;
  /** What became of the test alert; absent if none was raised. */
  readonly testAlert?: TestAlert | undefined;
  /** What was found for each key of the option `targets`, by its name; absent without them. `ok` is `false` if one of them is not. */
  readonly targets?: Readonly<Record<string, PlatformCheck>> | undefined;
  /** What was found for the key of the option `mirror`; absent without it. It has no part in `ok`. */
  readonly mirror?: PlatformCheck | undefined;
}

/** A test alert. */
export interface TestAlert {
  readonly alias: string;
  /** Whether the platform created it; `undefined` if it did not say within 10 seconds. */
  readonly created: boolean | undefined;
  /** Whether the platform closed it; `undefined` if it did not say within 10 seconds. */
  readonly closed: boolean | undefined;
}

/** Signs of life that the platform expects at intervals. It alerts when one does not arrive. */
export interface HeartbeatPort {
  /** Makes one attempt to ping a heartbeat. Never rejects. */
  ping(name: string): Promise<PingResult>;
  /** Creates a heartbeat, or adjusts its interval. Absent if the platform does not allow it. Never rejects. */
  readonly ensure?: ((settings: HeartbeatSettings) => Promise<EnsureResult>) | undefined;
  /** Ends all requests. */
  close?(): void;
}

/** The result of one attempt to ping. `mayRetry`: another attempt may have another result. */
export type PingResult =
  { readonly kind: 'received' } | { readonly kind: 'failed'; readonly reason: string; readonly mayRetry: boolean };

/** What a heartbeat has to allow. */
export interface HeartbeatSettings {
  readonly name: string;
  /** The longest time without a ping, in milliseconds. The platform may round it up. */
  readonly interval: number;
}

/** The result of one attempt to create or adjust a heartbeat. `mayRetry`: another attempt may have another result. */
export type EnsureResult =
  | { readonly kind: 'ensured'; readonly change: 'none' | 'created' | 'adjusted' }
  | { readonly kind: 'failed'; readonly reason: string; readonly mayRetry: boolean };

/** Sends synchronously, blocking the process: Node runs nothing asynchronous when a process ends. */
export interface LastMoment {
  /** Prepares for sending. Never throws. */
  start(): void;
  /**
   * Sends all messages at once.
   *
   * @param timeout - the total time, in milliseconds
   * @returns the result of each attempt; never throws
   */
  send(messages: readonly Message[], timeout: number): readonly Attempt[];
  /** Stops what {@link start} started. */
  stop(): void;
}

/** The platform does not support this call. Nothing was sent. */
export class UnsupportedCallError extends Error {
  override readonly name = 'UnsupportedCallError';

  constructor(
    /** The platform's {@link Platform.title}. */
    readonly platform: string,
    readonly call: PlatformCall,
  ) {
    super(`${platform} does not support '${call}'; nothing was sent.`);
  }
}

/** @throws UnsupportedCallError if the platform does not support the call */
export function requireCall({ title, calls }: Pick<Platform, 'calls' | 'title'>, call: PlatformCall): void {
  if (!calls.has(call)) throw new UnsupportedCallError(title, call);
}
