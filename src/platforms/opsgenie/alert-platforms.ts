import type { PlatformCall } from '../platform.js';

/**
 * Where alerts go. Each platform, and each region of it, has API keys of its own.
 *
 * - `opsgenie`: Opsgenie, United States. Its REST API stops on 2027-04-05.
 * - `opsgenie-eu`: Opsgenie, Europe.
 * - `jsm`: the integration events of Jira Service Management, Opsgenie's successor.
 */
export type AlertPlatform = 'opsgenie' | 'opsgenie-eu' | 'jsm';

/** What is known about a platform. */
export interface PlatformFacts {
  /** The name that people know it by. */
  readonly title: string;
  /** What stands before `/v2/alerts`. */
  readonly baseUrl: string;
  /** What it can do with the key of an API integration. */
  readonly calls: ReadonlySet<PlatformCall>;
}

const OPSGENIE_CALLS: ReadonlySet<PlatformCall> = new Set(['create', 'acknowledge', 'close', 'note', 'confirm']);

/** All that the integration events have; what Opsgenie has besides (snooze, assign, delete) must not be added here. */
const JSM_CALLS: ReadonlySet<PlatformCall> = new Set(['create', 'acknowledge', 'close', 'note', 'confirm']);

/** The platforms (Opsgenie, "API Overview"; Jira Service Management, "Integration events"). */
export const PLATFORMS: Readonly<Record<AlertPlatform, PlatformFacts>> = {
  opsgenie: { title: 'Opsgenie', baseUrl: 'https://api.opsgenie.com', calls: OPSGENIE_CALLS },
  'opsgenie-eu': { title: 'Opsgenie (EU)', baseUrl: 'https://api.eu.opsgenie.com', calls: OPSGENIE_CALLS },
  jsm: {
    title: 'Jira Service Management',
    baseUrl: 'https://api.atlassian.com/jsm/ops/integration',
    calls: JSM_CALLS,
  },
};
