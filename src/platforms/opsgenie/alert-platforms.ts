/**
 * Where alerts go. Each platform, and each region of it, has API keys of its own.
 *
 * - `opsgenie`: Opsgenie, United States. Its REST API stops on 2027-04-05.
 * - `opsgenie-eu`: Opsgenie, Europe.
 * - `jsm`: the integration events of Jira Service Management, Opsgenie's successor.
 */
export type Platform = 'opsgenie' | 'opsgenie-eu' | 'jsm';

/** What is known about a platform. */
export interface PlatformFacts {
  /** The name that people know it by. */
  readonly title: string;
  /** What stands before `/v2/alerts`. */
  readonly baseUrl: string;
}

/** The platforms (Opsgenie, "API Overview"; Jira Service Management, "Integration events"). */
export const PLATFORMS: Readonly<Record<Platform, PlatformFacts>> = {
  opsgenie: { title: 'Opsgenie', baseUrl: 'https://api.opsgenie.com' },
  'opsgenie-eu': { title: 'Opsgenie (EU)', baseUrl: 'https://api.eu.opsgenie.com' },
  jsm: { title: 'Jira Service Management', baseUrl: 'https://api.atlassian.com/jsm/ops/integration' },
};
