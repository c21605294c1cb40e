import type { PlatformCall } from '../platform.js';

/**
 * The platform that receives alerts. Each platform and region has its own API keys.
 *
 * - `opsgenie`: Opsgenie, United States. Its REST API shuts down on 2027-04-05.
 * - `opsgenie-eu`: Opsgenie, Europe.
 * - `jsm`: the integration events of Jira Service Management, Opsgenie's successor.
 */
export type AlertPlatform = 'opsgenie' | 'opsgenie-eu' | 'jsm';

/** What is known about a platform. */
export interface PlatformFacts {
  /** Its display name. */
  readonly title: string;
  /** The URL before `/v2/alerts`. */
  readonly baseUrl: string;
  /** The calls that the key of an API integration permits. */
  readonly calls: ReadonlySet<PlatformCall>;
  /** Whether that key cannot read alerts. @defaultValue `false` */
  readonly hidesAlerts?: boolean;
}

const OPSGENIE_CALLS: ReadonlySet<PlatformCall> = new Set(['create', 'acknowledge', 'close', 'note', 'confirm']);

/** All integration events; the additional calls of Opsgenie (snooze, assign, delete) must not be added here. */
const JSM_CALLS: ReadonlySet<PlatformCall> = new Set(['create', 'acknowledge', 'close', 'note', 'confirm']);

/** The platforms (Opsgenie, "API Overview"; Jira Service Management, "Integration events"). */
export const PLATFORMS: Readonly<Record<AlertPlatform, PlatformFacts>> = {
  opsgenie: { title: 'Opsgenie', baseUrl: 'https://api.opsgenie.com', calls: OPSGENIE_CALLS },
  'opsgenie-eu': { title: 'Opsgenie (EU)', baseUrl: 'https://api.eu.opsgenie.com', calls: OPSGENIE_CALLS },
  jsm: {
    title: 'Jira Service Management',
    baseUrl: 'https://api.atlassian.com/jsm/ops/integration',
    calls: JSM_CALLS,
    hidesAlerts: true,
  },
};
