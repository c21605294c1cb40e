import { PLATFORMS, type AlertPlatform } from '../platforms/opsgenie/alert-platforms.js';
import { complainAboutBaseUrl } from '../platforms/opsgenie/base-url.js';
import { isRecord } from '../text/guarded-read.js';
import type { Priority } from '../text/priority.js';
import { Check, oneOf, priority, type Complaint } from '../validation/checks.js';
import { show, type ConfigurationProblem } from '../validation/problem.js';
import { problemsOf } from '../validation/schema.js';
import { apiKey, isBlank, missingKey } from './api-key-option.js';
import { OPTION_HINTS } from './option-hints.js';

/** One more key that alerts can be sent with: of the integration of another team, account or platform. */
export interface TargetOptions {
  /** The key of an API integration. Required unless the module is off or dry; trimmed; never logged. */
  readonly apiKey?: string | undefined;
  /** The platform of the key. @defaultValue the module's */
  readonly platform?: AlertPlatform | undefined;
  /** Takes the place of the platform's address. @defaultValue the module's, if the platform is the module's as well */
  readonly baseUrl?: string | undefined;
}

/** A second platform that receives a copy of every alert, for the time of a move. */
export interface MirrorOptions {
  /** The platform that the copies go to. */
  readonly platform: AlertPlatform;
  /** The key of an API integration there. Required unless the module is off or dry; trimmed; never logged. */
  readonly apiKey?: string | undefined;
  /** Takes the place of the platform's address. */
  readonly baseUrl?: string | undefined;
  /** The priority of all copies, so that the second platform pages no one. @defaultValue each alert's own */
  readonly priority?: Priority | undefined;
}

/** A key and where it is used. */
export interface KeyedPlatform {
  readonly apiKey: string;
  readonly platform: AlertPlatform;
  readonly baseUrl: string;
}

/** {@link MirrorOptions} with every value in place. */
export interface ResolvedMirror extends KeyedPlatform {
  readonly priority: Priority | undefined;
}

/** Each has an outbox, a connection and a journal of its own; organisations have fewer teams. */
const MOST_TARGETS = 100;

/** A target's name stands in log lines, metrics and the names of files. */
const NAME = /^[\w.-]{1,40}$/;

const platform = oneOf(Object.keys(PLATFORMS));

class TargetOptionsSchema implements Record<keyof TargetOptions, unknown> {
  static readonly hints = OPTION_HINTS;

  @Check(apiKey) apiKey: unknown;
  @Check(platform) platform: unknown;
  @Check(complainAboutBaseUrl) baseUrl: unknown;
}

/** The validation schema of {@link MirrorOptions}. */
export class MirrorOptionsSchema extends TargetOptionsSchema implements Record<keyof MirrorOptions, unknown> {
  @Check(priority) priority: unknown;
}

/** Targets by name. What is wrong with one of them is a problem of its own; see {@link problemsOfTargets}. */
export const targetRecord: Complaint = (value) =>
  isRecord(value) ? undefined : `must be an object of keys by name, like { payments: { apiKey } }; got ${show(value)}`;

/** The names of the targets. */
export function namesOfTargets(targets: unknown): ReadonlySet<string> {
  return new Set(isRecord(targets) ? Object.keys(targets).filter((name) => targets[name] !== undefined) : []);
}

/** What is wrong with the targets. @param needsKeys whether something is sent */
export function problemsOfTargets(targets: unknown, needsKeys: boolean): ConfigurationProblem[] {
  if (!isRecord(targets)) return [];
  const entries = Object.entries(targets).filter(([, target]) => target !== undefined);
  if (entries.length > MOST_TARGETS)
    return [{ path: 'targets', message: `must have at most ${MOST_TARGETS} targets; got ${entries.length}` }];
  return entries.flatMap(([name, target]) => {
    const path = `targets.${name}`;
    if (!NAME.test(name)) {
      const message = `has the name ${show(name)}; use at most 40 letters, digits, '.', '_' and '-'`;
      return [{ path: 'targets', message }];
    }
    const problems = problemsOf(TargetOptionsSchema, target, path);
    const isMissing = needsKeys && isRecord(target) && isBlank(target['apiKey']);
    if (!isMissing) return problems;
    return [...problems, { path: `${path}.apiKey`, message: missingKey(target['apiKey'], 'remove the target') }];
  });
}

/** What is missing in a mirror that is valid otherwise. @param needsKeys whether something is sent */
export function problemsOfMirror(mirror: unknown, own: KeyedPlatform, needsKeys: boolean): ConfigurationProblem[] {
  if (!isRecord(mirror)) return [];
  const problems: ConfigurationProblem[] = [];
  if (mirror['platform'] === undefined)
    problems.push({
      path: 'mirror.platform',
      message: `is missing; it is one of ${Object.keys(PLATFORMS).join(', ')}`,
    });
  if (needsKeys && isBlank(mirror['apiKey']))
    problems.push({ path: 'mirror.apiKey', message: missingKey(mirror['apiKey'], 'remove the mirror') });
  else if (needsKeys && isSame(mirror, own))
    problems.push({
      path: 'mirror.apiKey',
      message: 'is the key of the module itself, which would count each alert twice',
    });
  return problems;
}

function isSame(mirror: Readonly<Record<string, unknown>>, own: KeyedPlatform): boolean {
  const { apiKey: key, baseUrl } = mirror;
  const isSamePlace =
    mirror['platform'] === own.platform && (baseUrl ?? PLATFORMS[own.platform].baseUrl) === own.baseUrl;
  return isSamePlace && typeof key === 'string' && key.trim() === own.apiKey;
}

/** Fills in the defaults of valid targets. @param own the module's own key */
export function resolveTargets(
  targets: Readonly<Record<string, TargetOptions>> = {},
  own: KeyedPlatform,
): ReadonlyMap<string, KeyedPlatform> {
  const given = Object.entries<TargetOptions | undefined>(targets);
  return new Map(given.flatMap(([name, target]) => (target === undefined ? [] : [[name, resolveTarget(target, own)]])));
}

function resolveTarget(
  { apiKey: key = '', baseUrl, platform: named }: TargetOptions,
  own: KeyedPlatform,
): KeyedPlatform {
  const name = named ?? own.platform;
  const address = name === own.platform ? own.baseUrl : PLATFORMS[name].baseUrl;
  return { apiKey: key.trim(), platform: name, baseUrl: baseUrl?.trim() ?? address };
}

/** Fills in the defaults of a valid mirror. */
export function resolveMirror(mirror: MirrorOptions | undefined): ResolvedMirror | undefined {
  if (mirror === undefined) return undefined;
  const { apiKey: key = '', baseUrl, platform: name, priority: wished } = mirror;
  return { apiKey: key.trim(), platform: name, baseUrl: baseUrl?.trim() ?? PLATFORMS[name].baseUrl, priority: wished };
}
