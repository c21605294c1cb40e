import type { ResolvedOptions } from '../opsgenie.options.js';
import type { Log } from '../text/log.js';
import { DryRunPlatform } from '../platforms/dry-run/dry-run-platform.js';
import { HttpPlatform } from '../platforms/http/http-platform.js';
import { HttpSender, type HttpSenderParts } from '../platforms/http/http-sender.js';
import { PLATFORMS } from '../platforms/opsgenie/alert-platforms.js';
import { OpsgenieProtocol } from '../platforms/opsgenie/opsgenie-protocol.js';
import type { Platform } from '../platforms/platform.js';
import type { Clock } from '../time/clock.js';

/** What makes requests. */
export type HttpRequests = HttpSenderParts['http'];

/** What a platform is made of, beside the options. */
export interface PlatformParts {
  readonly http: HttpRequests;
  readonly clock: Clock;
  readonly log: Log;
}

/** Makes the platform that the options name. */
export type PlatformChoice = (options: ResolvedOptions, parts: PlatformParts) => Platform;

/** The one place that knows which platforms there are. */
export const platformOf: PlatformChoice = (
  { apiKey, baseUrl, delivery: { attemptTimeout }, dryRun, platform },
  { http, clock, log },
) => {
  const { title, calls } = PLATFORMS[platform];
  const protocol = new OpsgenieProtocol({ title, calls, baseUrl, apiKey });
  if (dryRun) return new DryRunPlatform(protocol, (line) => log.log(line));
  return new HttpPlatform(protocol, new HttpSender({ http, clock, apiKey, attemptTimeout }));
};
