import { Inject, Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';

import type { DeliveryStats } from '../delivery/delivery-stats.js';
import type { FleetStats } from '../fleet/fleet-stats.js';
import { OpsgenieService } from '../opsgenie.service.js';
import type { OpsgenieStats } from '../pipeline/statistics.js';

/** Delivery takes seconds. Most messages are dropped after 15 minutes, which leaves 10 minutes to react. */
const LONGEST_WAIT = 5 * 60_000;

/** How the delivery with one key is. */
export interface KeyHealth extends Pick<DeliveryStats, 'circuit' | 'oldestWaitingMs'> {
  /** Messages that are waiting or in flight. */
  readonly waiting: number;
  /** The problem; absent if there is none. */
  readonly message?: string;
}

/** The delivery details of a health check. */
export interface DeliveryHealth extends KeyHealth {
  /** Messages that are waiting or in flight, for all keys but that of a mirror. */
  readonly waiting: number;
  /** ISO 8601; absent before the first delivery. */
  readonly lastDeliveredAt: string | undefined;
  /** Messages dropped since the application started. */
  readonly dropped: number;
  /** Whether this process judges with the others of its fleet, or alone, which is not down; absent without the option `fleet`. */
  readonly fleet?: FleetStats['state'];
  /** The delivery for each target, by its name; absent without the option `targets`. */
  readonly targets?: Readonly<Record<string, KeyHealth>>;
  /** The delivery of the copies; its problems are not down. Absent without the option `mirror`. */
  readonly mirror?: KeyHealth;
  /** The problem; absent while the status is up. */
  readonly message?: string;
}

/**
 * Reports to `@nestjs/terminus` whether alerts are delivered. List it among the providers of a module that imports `TerminusModule`.
 *
 * Keep it out of liveness and readiness probes: the application works while the alert platform is down, and a restart would only
 * lose the queued messages.
 *
 * @example
 * ```ts
 * @Controller('health')
 * @SkipAlerts()
 * export class HealthController {
 *   constructor(
 *     private readonly health: HealthCheckService,
 *     private readonly opsgenie: OpsgenieHealthIndicator,
 *   ) {}
 *
 *   @Get()
 *   @HealthCheck()
 *   check() {
 *     return this.health.check([() => this.opsgenie.isHealthy()]);
 *   }
 * }
 * ```
 */
@Injectable()
export class OpsgenieHealthIndicator {
  readonly #indicators: HealthIndicatorService;
  readonly #opsgenie: OpsgenieService;

  constructor(
    @Inject(HealthIndicatorService) indicators: HealthIndicatorService,
    @Inject(OpsgenieService) opsgenie: OpsgenieService,
  ) {
    this.#indicators = indicators;
    this.#opsgenie = opsgenie;
  }

  /**
   * Down while the platform is unreachable or refuses the API key, and when a message has waited for more than 5 minutes; also if that
   * concerns only one of the `targets`. It uses the outcome of recent messages and sends nothing itself.
   *
   * A pause requested by the platform is not down, unless a message waits for that long.
   *
   * @param key its name in the response. @defaultValue `'opsgenie'`
   */
  isHealthy(key = 'opsgenie'): HealthIndicatorResult<string, 'up' | 'down', DeliveryHealth> {
    const stats = this.#opsgenie.stats();
    const { circuit, oldestWaitingMs, lastDeliveredAt } = stats.delivery;
    const health = {
      circuit,
      waiting: stats.waiting,
      oldestWaitingMs,
      lastDeliveredAt: lastDeliveredAt?.toISOString(),
      dropped: stats.dropped,
      ...(stats.fleet !== undefined && { fleet: stats.fleet.state }),
      ...(stats.targets !== undefined && { targets: mapped(stats.targets, healthOf) }),
      ...(stats.mirror !== undefined && { mirror: healthOf(stats.mirror) }),
    };
    const message = troubleOf(stats.delivery) ?? troubleOfTargets(stats.targets);
    const indicator = this.#indicators.check(key);
    return message === undefined ? indicator.up(health) : indicator.down({ ...health, message });
  }
}

function healthOf(delivery: DeliveryStats): KeyHealth {
  const { circuit, inFlight, oldestWaitingMs, waiting } = delivery;
  const message = troubleOf(delivery);
  return { circuit, waiting: waiting + inFlight, oldestWaitingMs, ...(message !== undefined && { message }) };
}

function troubleOfTargets(targets: OpsgenieStats['targets'] = {}): string | undefined {
  const troubles = Object.entries(targets).flatMap(([name, delivery]) => {
    const trouble = troubleOf(delivery);
    return trouble === undefined ? [] : [`Target '${name}': ${trouble}`];
  });
  return troubles.length === 0 ? undefined : troubles.join(' ');
}

function mapped<From, To>(record: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}

function troubleOf({ circuitCause, oldestWaitingMs = 0 }: OpsgenieStats['delivery']): string | undefined {
  if (circuitCause === 'outage') return 'The alert platform is unreachable.';
  if (circuitCause === 'keyRefused') return 'The alert platform refuses the API key.';
  return oldestWaitingMs > LONGEST_WAIT ? 'A message has waited for more than 5 minutes.' : undefined;
}
