import type { ResolvedOptions } from '../opsgenie.options.js';
import type { Log } from '../text/log.js';
import { DryRunPlatform } from '../platforms/dry-run/dry-run-platform.js';
import { HttpHeartbeats } from '../platforms/http/http-heartbeats.js';
import { HttpPlatform } from '../platforms/http/http-platform.js';
import { HttpSender, type HttpSenderParts } from '../platforms/http/http-sender.js';
import { describeProxy, proxyFor } from '../platforms/http/proxy/environment-proxy.js';
import { PLATFORMS, type AlertPlatform } from '../platforms/opsgenie/alert-platforms.js';
import { AccessCheck, type OtherPlatform } from '../platforms/opsgenie/check/access-check.js';
import { isLocalAddress } from '../platforms/opsgenie/base-url.js';
import { warningAboutEnd } from '../platforms/opsgenie/end-of-opsgenie.js';
import { basicCredentials, JsmHeartbeats } from '../platforms/opsgenie/jsm-heartbeats.js';
import { OpsgenieHeartbeats } from '../platforms/opsgenie/opsgenie-heartbeats.js';
import { OpsgenieProtocol } from '../platforms/opsgenie/opsgenie-protocol.js';
import type { Platform, PlatformChecking } from '../platforms/platform.js';
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
export const platformOf: PlatformChoice = (options, { http, clock, log }) => {
  const {
    apiKey,
    baseUrl,
    delivery: { attemptTimeout },
    dryRun,
    enabled,
    heartbeat,
    platform,
  } = options;
  const aboutEnd = enabled ? warningAboutEnd(platform, baseUrl, clock.wall()) : undefined;
  if (aboutEnd !== undefined) log.warn(aboutEnd);
  const protocol = new OpsgenieProtocol({ ...PLATFORMS[platform], baseUrl, apiKey });
  if (dryRun)
    return new DryRunPlatform(
      protocol,
      (line) => log.log(line),
      () => clock.now(),
    );
  const senderFor = (secret: string): HttpSender => new HttpSender({ http, clock, apiKey: secret, attemptTimeout });
  const sender = senderFor(apiKey);
  const wall = (): number => clock.wall();
  const check: PlatformChecking = (given) =>
    new AccessCheck({
      protocol,
      others: baseUrl === PLATFORMS[platform].baseUrl ? othersThan(platform, apiKey) : [],
      send: (request) => sender.send(request),
      clock,
      proxy: proxyTo(baseUrl),
    }).run(given);
  if (platform !== 'jsm') {
    const heartbeats = new HttpHeartbeats(new OpsgenieHeartbeats({ baseUrl, apiKey }), sender, wall);
    return new HttpPlatform(protocol, sender, heartbeats, check);
  }
  const access = heartbeat?.jsm;
  if (access === undefined) return new HttpPlatform(protocol, sender, undefined, check);
  const ofTeam = new JsmHeartbeats(baseUrl, access);
  const heartbeats = new HttpHeartbeats(ofTeam, senderFor(basicCredentials(access)), wall);
  return new HttpPlatform(protocol, sender, heartbeats, check);
};

function othersThan(platform: AlertPlatform, apiKey: string): OtherPlatform[] {
  const names = Object.keys(PLATFORMS) as AlertPlatform[];
  return names
    .filter((name) => name !== platform)
    .map((name) => ({ name, protocol: new OpsgenieProtocol({ ...PLATFORMS[name], apiKey }) }));
}

function proxyTo(baseUrl: string): string | undefined {
  try {
    const proxy = proxyFor(new URL(baseUrl));
    return proxy === undefined ? undefined : describeProxy(proxy);
  } catch {
    // The requests fail with the same error, which says more.
    return undefined;
  }
}

/** Whether alerts for this address stay on this machine, where nothing but a sandbox takes them. */
export function staysHere({ baseUrl }: Pick<ResolvedOptions, 'baseUrl'>): boolean {
  return isLocalAddress(baseUrl);
}

/** The platform, or what takes its place: alerts for a sandbox are never said to go to Opsgenie. */
export function placeOf({ baseUrl, platform }: Pick<ResolvedOptions, 'baseUrl' | 'platform'>): string {
  if (isLocalAddress(baseUrl)) return `${baseUrl} on this machine in place of ${platform}`;
  return baseUrl === PLATFORMS[platform].baseUrl ? platform : `${platform} at ${baseUrl}`;
}
