import { type AlertPlatform, PLATFORMS } from '../platforms/opsgenie/alert-platforms.js';
import { hasOwn } from '../text/guarded-read.js';
import { type Clock, systemClock } from '../time/clock.js';
import { type Duration, parseDuration } from '../time/duration.js';
import { isApiKey } from './platform/api-key.js';

/** Options of a sandbox. */
export interface SandboxOptions {
  /** The port on 127.0.0.1. @defaultValue 0: any free port */
  readonly port?: number | undefined;
  /**
   * The platform that it plays. `'jsm'` is strict: it has only the integration events of Jira Service Management (create, acknowledge, close,
   * add note, request status), and answers 404 to everything else. @defaultValue `'opsgenie'`
   */
  readonly platform?: AlertPlatform | undefined;
  /** The only accepted key; must be a UUID like the platform's keys. @defaultValue accepts every UUID */
  readonly apiKey?: string | undefined;
  /** The time of alerts, delays and faults. Timeouts of `waitFor…` are real time on any clock. @defaultValue the clock of the machine */
  readonly clock?: Clock | undefined;
  /** Serves a page at `/` that shows the alerts, lets a person handle them, and breaks the platform. @defaultValue `false` */
  readonly page?: boolean | undefined;
  /** How long an accepted write waits before it is processed; with 0 it is processed before the response. @defaultValue `'10ms'` */
  readonly processingDelay?: Duration | undefined;
}

/** {@link SandboxOptions} with all defaults applied. */
export interface SandboxSettings {
  readonly port: number;
  readonly platform: AlertPlatform;
  readonly apiKey: string | undefined;
  readonly clock: Clock;
  readonly page: boolean;
  /** Milliseconds. */
  readonly processingDelay: number;
}

/** Long enough to expose a client that takes a 202 for "done", short enough not to slow down tests. */
const PROCESSING_DELAY = 10;

/** @throws TypeError if an option is invalid */
export function readSandboxOptions(options: SandboxOptions): SandboxSettings {
  const { port = 0, platform = 'opsgenie', apiKey, clock = systemClock, page = false } = options;
  const processingDelay = parseDuration(options.processingDelay ?? PROCESSING_DELAY);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new TypeError(`OpsgenieSandbox: port should be a number from 0 to 65535, not ${String(port)}.`);
  }
  if (!hasOwn(PLATFORMS, platform)) {
    const known = Object.keys(PLATFORMS).join(', ');
    const given: unknown = platform;
    throw new TypeError(
      `OpsgenieSandbox: platform should be one of ${known}, not ${typeof given === 'string' ? given : typeof given}.`,
    );
  }
  if (apiKey !== undefined && !isApiKey(apiKey)) {
    throw new TypeError('OpsgenieSandbox: apiKey should be UUID-shaped; the platform refuses every other key.');
  }
  if (processingDelay === undefined) {
    const given = String(options.processingDelay);
    throw new TypeError(`OpsgenieSandbox: processingDelay should be a duration such as 0 or '50ms', not ${given}.`);
  }
  return { port, platform, apiKey, clock, page, processingDelay };
}
