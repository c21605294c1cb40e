import type { PlatformsOfKeys } from '../delivery/outboxes.js';
import type { ResolvedOptions } from '../opsgenie.options.js';
import type { CheckOptions, Platform, PlatformCheck } from '../platforms/platform.js';

type Use = Pick<ResolvedOptions, 'dryRun' | 'offBecause'>;

/** Checks the module's own key, that of each target, and that of the mirror, all at once. Never rejects. */
export async function checkKeys(
  { mirror, own, targets }: PlatformsOfKeys,
  use: Use,
  given?: CheckOptions,
): Promise<PlatformCheck> {
  const check = (platform: Platform): Promise<PlatformCheck> => checkPlatform(platform, use, given);
  const ofTargets = Promise.all([...targets].map(async ([name, platform]) => [name, await check(platform)] as const));
  const ofMirror = mirror === undefined ? undefined : check(mirror);
  return together(await check(own), await ofTargets, await ofMirror);
}

function together(
  own: PlatformCheck,
  targets: readonly (readonly [name: string, check: PlatformCheck])[],
  mirror: PlatformCheck | undefined,
): PlatformCheck {
  // That the module is off is said once.
  if (own.finding === 'notChecked' || (targets.length === 0 && mirror === undefined)) return own;
  const wrong = targets.filter(([, { ok }]) => !ok);
  const summary = [own.summary, ...wrong.map(([name, found]) => `Target '${name}': ${found.summary}`)];
  if (targets.length > 0 && wrong.length === 0) summary.push('The keys of all targets are accepted.');
  if (mirror !== undefined)
    summary.push(mirror.ok ? 'The key of the mirror is accepted.' : `Mirror: ${mirror.summary}`);
  return {
    ...own,
    ok: own.ok && wrong.length === 0,
    finding: own.ok ? (wrong[0]?.[1].finding ?? own.finding) : own.finding,
    summary: summary.join(' '),
    ...(targets.length === 0 ? {} : { targets: Object.fromEntries(targets) }),
    ...(mirror === undefined ? {} : { mirror }),
  };
}

/** Checks the access to a platform, if the module uses it. Never rejects. */
async function checkPlatform(
  platform: Platform,
  { dryRun, offBecause }: Use,
  given?: CheckOptions,
): Promise<PlatformCheck> {
  const unchecked = (summary: string): PlatformCheck => ({
    ok: false,
    finding: 'notChecked',
    summary,
    platform: platform.title,
    address: platform.address,
    allowed: [],
  });
  if (offBecause !== undefined) return unchecked(`Not checked: the module is off (${offBecause}).`);
  if (dryRun) return unchecked('Not checked: in a dry run nothing is sent. Remove `dryRun` to check the key.');
  if (platform.check === undefined) return unchecked(`Not checked: ${platform.title} has no way to check a key.`);
  try {
    return await platform.check(given);
  } catch (error) {
    return unchecked(`Not checked: ${error instanceof Error ? error.message : 'the check failed'}.`);
  }
}
