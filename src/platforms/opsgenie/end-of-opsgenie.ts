import type { AlertPlatform } from './alert-platforms.js';
import { isLocalAddress } from './base-url.js';

/** Opsgenie's REST API stops on this day (Atlassian, "Opsgenie end of support"). */
const END = Date.UTC(2027, 3, 5);
const DAY = 86_400_000;
/** Enough time for a team to plan its move. Milliseconds. */
const WARN_BEFORE = 90 * DAY;

/**
 * Warns that a platform stops soon, or has stopped; `undefined` if it goes on.
 *
 * @param wall the time of day, in milliseconds since 1970
 */
export function warningAboutEnd(platform: AlertPlatform, baseUrl: string, wall: number): string | undefined {
  if (platform === 'jsm' || isLocalAddress(baseUrl)) return undefined;
  if (wall < END - WARN_BEFORE) return undefined;
  const days = Math.ceil((END - wall) / DAY);
  const stops =
    days > 0
      ? `Opsgenie's API shuts down on 2027-04-05, in ${days === 1 ? '1 day' : `${days} days`}; no alert is delivered after that.`
      : "Opsgenie's API shut down on 2027-04-05, and no alert is delivered.";
  return `${stops} Move to Jira Service Management: set \`platform: 'jsm'\` and use the key of an integration there.`;
}
