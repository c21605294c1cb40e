import type { FailingInstance, InstanceSight } from '../incidents/peers.js';
import { counted, formatCount } from '../text/count.js';
import { sharePercent } from '../text/percent.js';
import { formatDuration } from '../time/duration.js';
import type { SafeLine } from './kind-text.js';

/** More are counted. */
const MOST_NAMED = 10;
/** A name of an instance needs no more room. UTF-16 units. */
const LONGEST_NAME = 100;

/** ` on 1 of 20 instances`, for the headline; empty where all fail, or where that is not known. */
export function instancesHeadline(sight: InstanceSight | undefined): string {
  return isPart(sight) ? ` on ${formatCount(sight.failing.length)} of ${counted(sight.instances, 'instance')}` : '';
}

/** The failing instances with the figures of each, for the details; `undefined` where all fail. */
export function instancesDetail(sight: InstanceSight | undefined, line: SafeLine): string | undefined {
  if (!isPart(sight)) return undefined;
  const named = sight.failing.slice(0, MOST_NAMED).map((instance) => instanceText(instance, line));
  const rest = sight.failing.length - named.length;
  return [...named, ...(rest > 0 ? [`${formatCount(rest)} more`] : [])].join(', ');
}

/** Which instances fail and what they have in common, in a paragraph; empty where all fail. */
export function instancesEvidence(sight: InstanceSight | undefined, line: SafeLine): string {
  const detail = instancesDetail(sight, line);
  if (detail === undefined || !isPart(sight)) return '';
  return `Failing${instancesHeadline(sight)}: ${detail}.${commonVersion(sight, line)}`;
}

function isPart(sight: InstanceSight | undefined): sight is InstanceSight {
  return sight !== undefined && sight.failing.length > 0 && sight.failing.length < sight.instances;
}

function instanceText({ bad, name, total }: FailingInstance, line: SafeLine): string {
  const figures = total > 1 ? ` (${sharePercent(bad, total)}, ${formatCount(bad)} of ${formatCount(total)})` : '';
  return `${line(name, LONGEST_NAME)}${figures}`;
}

/** ` Only on version 2.3.1 (3 of 20 instances), which started 4 min before.` Empty where other versions fail, too, or all run it. */
function commonVersion({ failing, instances, versions }: InstanceSight, line: SafeLine): string {
  const [first] = failing;
  if (first === undefined || first.version === '' || failing.some(({ version }) => version !== first.version))
    return '';
  const running = versions.get(first.version) ?? failing.length;
  // One bad instance of many with the same version says nothing about the version.
  if (running >= instances || failing.length < running) return '';
  const starts = failing.flatMap(({ startedAgo }) => startedAgo ?? []);
  const started =
    starts.length === failing.length ? `, which started ${formatDuration(Math.max(...starts))} before` : '';
  return ` Only on version ${line(first.version, LONGEST_NAME)} (${formatCount(running)} of ${counted(instances, 'instance')})${started}.`;
}
