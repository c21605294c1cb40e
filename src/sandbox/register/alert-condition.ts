import { inspect, isDeepStrictEqual } from 'node:util';
import type { SandboxAlert } from './sandbox-alert.js';

/** Fields that an alert should have, each with exactly this value, or a function that decides. */
export type AlertCondition = Partial<SandboxAlert> | ((alert: SandboxAlert) => boolean);

/** Enough to see the problem; a full list would hide it. */
const ALERTS_LISTED = 20;

/** Turns a condition into a function. */
export function alertTest(condition: AlertCondition): (alert: SandboxAlert) => boolean {
  if (typeof condition === 'function') return condition;
  const fields = new Map<string, unknown>(Object.entries(condition));
  return (alert) => {
    const values = new Map<string, unknown>(Object.entries(alert));
    return [...fields].every(([field, value]) => isDeepStrictEqual(values.get(field), value));
  };
}

/** Describes the expected alert and the existing ones, the newest last. */
export function describeWait(condition: AlertCondition, alerts: readonly SandboxAlert[]): string {
  const wanted = typeof condition === 'function' ? `that satisfies ${condition.toString()}` : inspect(condition);
  if (alerts.length === 0) return `an alert ${wanted}. The sandbox has no alerts.`;
  const lines = alerts.slice(-ALERTS_LISTED).map(describeAlert);
  const omitted = alerts.length - lines.length;
  if (omitted > 0) lines.unshift(`  … ${omitted} older`);
  return `an alert ${wanted}. The sandbox has these:\n${lines.join('\n')}`;
}

function describeAlert({ tinyId, status, acknowledged, priority, count, alias, message }: SandboxAlert): string {
  return `  #${tinyId} ${status}${acknowledged ? ', acknowledged' : ''}, ${priority}, count ${count}, alias "${alias}": ${message}`;
}
