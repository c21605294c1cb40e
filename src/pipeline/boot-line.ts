import type { ResolvedOptions } from '../opsgenie.options.js';
import type { CompiledRule } from '../rules/compiled-rule.js';
import type { OutcomeKind } from '../rules/outcome.js';
import { counted } from '../text/count.js';
import { DEFAULT_PRIORITY, type Priority } from '../text/priority.js';
import { placeOf, staysHere } from './chosen-platform.js';

/** Alerts that most on-call schedules only list, or send by day. */
const SELDOM_PAGED: readonly unknown[] = ['P4', 'P5'] satisfies Priority[];

/** Enough to find the setting that they have in common. */
const MOST_NAMED = 5;

/**
 * Says in one line whether alerting works, and for what.
 *
 * @param rules those of the module and of the handlers that are known at boot
 * @param kinds the kinds of runs that are observed
 * @example `Alerting ON: orders-api/production to opsgenie, 3 rules, no journal. Observes http, schedule.`
 */
export function bootLine(
  options: ResolvedOptions,
  rules: readonly CompiledRule[],
  kinds: readonly OutcomeKind[],
): string {
  const { delivery, dryRun, environment, fleet, mirror, offBecause, service, targets } = options;
  if (offBecause !== undefined) return `Alerting OFF (${offBecause}).`;
  const keys = new Set(rules.map(({ rule }) => rule.key));
  const facts = [
    `${service}/${environment} to ${placeOf(options)}`,
    keys.size === 1 ? '1 rule' : `${keys.size} rules`,
    ...(targets.size === 0 ? [] : [targetsText(targets, options)]),
    ...(mirror === undefined ? [] : [`mirrored to ${placeOf(mirror)}`]),
    ...(fleet === undefined ? [] : ['one of a fleet']),
    delivery.journal === undefined ? 'no journal' : `journal in ${delivery.journal.directory}`,
  ];
  const observed = kinds.length === 0 ? '' : ` Observes ${kinds.join(', ')}.`;
  return `Alerting ${dryRun ? 'ON as a dry run, nothing is sent' : 'ON'}: ${facts.join(', ')}.${observed}${seldomPaged(rules)}`;
}

/** Names those that do not stay on this machine where the others do, and the other way round. */
function targetsText(targets: ResolvedOptions['targets'], own: ResolvedOptions): string {
  const isLocal = staysHere(own);
  const others = [...targets].filter(([, target]) => staysHere(target) !== isLocal);
  const named = others.slice(0, MOST_NAMED).map(([name, target]) => `${name} to ${placeOf(target)}`);
  if (others.length > named.length) named.push(`${others.length - named.length} more`);
  return `${counted(targets.size, 'target')}${named.length === 0 ? '' : ` (${named.join(', ')})`}`;
}

function seldomPaged(rules: readonly CompiledRule[]): string {
  const seldom = rules.filter(({ shape }) => SELDOM_PAGED.includes(shape.priority ?? DEFAULT_PRIORITY));
  const keys = [...new Set(seldom.map(({ rule }) => rule.key))];
  if (keys.length === 0) return '';
  const others = keys.length - MOST_NAMED;
  const named = [...keys.slice(0, MOST_NAMED), ...(others > 0 ? [`${others} more`] : [])].join(', ');
  return ` P4 and P5 page no one in most schedules: ${named}. Set \`priority\`.`;
}
