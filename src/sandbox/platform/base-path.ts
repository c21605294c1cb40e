import type { AlertPlatform } from '../../platforms/opsgenie/alert-platforms.js';

/** The address of the integration events of Jira Service Management ends in it. */
const INTEGRATION = '/jsm/ops/integration';
/** What only an address of Jira Service Management has. */
const JSM = '/jsm/';

/**
 * Whether what a path has before `/v2/` can be that of the platform. Opsgenie may stand behind any path, but none that belongs to Jira
 * Service Management and is wrong there; Jira Service Management has its own, or none, because the sandbox is the base.
 */
export function isBase(path: string, platform: AlertPlatform): boolean {
  const base = baseOf(path);
  if (platform === 'jsm') return base === '' || base === INTEGRATION;
  return !base.includes(JSM) || (base.endsWith(INTEGRATION) && base.indexOf(JSM) === base.lastIndexOf(JSM));
}

/** What to do about a path that is not found; `undefined` if its beginning is right. */
export function baseAdvice(path: string, platform: AlertPlatform): string | undefined {
  const base = baseOf(path);
  if (path.indexOf('/v2/') !== path.lastIndexOf('/v2/')) return "`baseUrl` must end before '/v2'";
  if (isBase(path, platform)) return undefined;
  return `\`baseUrl\` must end in '${INTEGRATION}', or be the address of the sandbox alone; its path is '${base}'`;
}

function baseOf(path: string): string {
  const end = path.indexOf('/v2/');
  return end === -1 ? '' : path.slice(0, end);
}
