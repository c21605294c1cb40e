import type { ResolvedOptions } from '../opsgenie.options.js';
import type { CheckOptions, Platform, PlatformCheck } from '../platforms/platform.js';

/** Checks the access to the platform, if the module uses it. Never rejects. */
export async function checkPlatform(
  platform: Platform,
  { dryRun, offBecause }: Pick<ResolvedOptions, 'dryRun' | 'offBecause'>,
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
