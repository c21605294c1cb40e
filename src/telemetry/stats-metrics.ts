import type { Attributes, BatchObservableResult } from '@opentelemetry/api';

import type { OpsgenieStats } from '../pipeline/statistics.js';
import { openTelemetry } from './open-telemetry.js';

/** The source of the statistics. */
interface StatsSource {
  stats(): OpsgenieStats;
}

/** The outcomes in the delivery of a message except `dropped`, which has a cause. */
const OUTCOMES = ['delivered', 'deduplicated', 'cancelled'] as const;

/** The outcomes of what is not delivered at all. */
const SUPPRESSED = ['inhibited', 'muted', 'disabled'] as const;

/**
 * Publishes `stats()` as OpenTelemetry metrics, which are read at each export; does nothing without OpenTelemetry.
 *
 * Continues until the process ends, so that messages dropped at shutdown are exported as well.
 */
export function observeStats(source: StatsSource): void {
  if (openTelemetry === undefined) return;
  const meter = openTelemetry.metrics.getMeter('nestjs-opsgenie');
  const messages = meter.createObservableCounter('opsgenie.messages', {
    unit: '{message}',
    description: 'Settled alerts, closes and notes, by outcome',
  });
  const waiting = meter.createObservableUpDownCounter('opsgenie.queue.messages', {
    unit: '{message}',
    description: 'Alerts, closes and notes that are waiting or in flight',
  });
  const oldest = meter.createObservableGauge('opsgenie.queue.oldest_wait', {
    unit: 's',
    description: 'Age of the oldest waiting message; 0 if none is waiting',
  });
  const attempts = meter.createObservableCounter('opsgenie.attempts', {
    unit: '{request}',
    description: 'Requests to the alert platform that sent a message',
  });
  const retries = meter.createObservableCounter('opsgenie.retries', {
    unit: '{request}',
    description: 'Requests that retried a message',
  });
  const circuit = meter.createObservableGauge('opsgenie.circuit.open', {
    description: '1 while the platform is down, refuses the key or has asked for a pause; otherwise 0',
  });
  const alone = meter.createObservableGauge('opsgenie.fleet.alone', {
    description: '1 while this process cannot reach the store of its fleet and judges alone; otherwise 0',
  });
  const instances = meter.createObservableGauge('opsgenie.fleet.instances', {
    unit: '{instance}',
    description: 'Processes of the fleet that are alive',
  });
  // Its metrics must not keep a closed application in memory, e.g. in tests.
  const reference = new WeakRef(source);
  const observe = (result: BatchObservableResult): void => {
    const stats = reference.deref()?.stats();
    if (stats === undefined) return;
    for (const outcome of SUPPRESSED) result.observe(messages, stats[outcome], { 'opsgenie.outcome': outcome });
    for (const { attributes, delivery } of deliveriesOf(stats)) {
      const settled = (outcome: string): Attributes => ({ ...attributes, 'opsgenie.outcome': outcome });
      for (const outcome of OUTCOMES) result.observe(messages, delivery[outcome], settled(outcome));
      for (const [cause, count] of Object.entries(delivery.dropped))
        result.observe(messages, count, { ...settled('dropped'), 'opsgenie.drop.cause': cause });
      result.observe(waiting, delivery.waiting + delivery.inFlight, attributes);
      result.observe(oldest, (delivery.oldestWaitingMs ?? 0) / 1_000, attributes);
      result.observe(attempts, delivery.attempts, attributes);
      result.observe(retries, delivery.retries, attributes);
      result.observe(circuit, delivery.circuit === 'closed' ? 0 : 1, attributes);
    }
    if (stats.fleet !== undefined) {
      result.observe(alone, stats.fleet.state === 'alone' ? 1 : 0);
      result.observe(instances, stats.fleet.instances);
    }
  };
  meter.addBatchObservableCallback(observe, [messages, waiting, oldest, attempts, retries, circuit, alone, instances]);
}

/** The delivery with each key. The module's own has no attribute, so that its series stay what they are when targets are added. */
function deliveriesOf({ delivery, mirror, targets = {} }: OpsgenieStats) {
  return [
    { attributes: {}, delivery },
    ...Object.entries(targets).map(([name, one]) => ({ attributes: { 'opsgenie.target': name }, delivery: one })),
    ...(mirror === undefined ? [] : [{ attributes: { 'opsgenie.mirror': true }, delivery: mirror }]),
  ];
}
