import { Inject, Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';

import type { DeliveryStats } from '../delivery/delivery-stats.js';
import { OpsgenieService } from '../opsgenie.service.js';
import type { OpsgenieStats } from '../pipeline/statistics.js';

/** Delivery takes seconds. After 15 minutes most messages are dropped, so a person has 10 to look into it. */
const LONGEST_WAIT = 5 * 60_000;

/** What a health check tells of the delivery. */
export interface DeliveryHealth extends Pick<DeliveryStats, 'circuit' | 'oldestWaitingMs'> {
  /** Messages that are on their way. */
  readonly waiting: number;
  /** ISO 8601; absent before the first delivery. */
  readonly lastDeliveredAt: string | undefined;
  /** Messages that were given up since the application started. */
  readonly dropped: number;
  /** What is wrong; absent when it is up. */
  readonly message?: string;
}

/**
 * Tells `@nestjs/terminus` whether alerts get through. List it among the providers of a module that imports `TerminusModule`.
 *
 * Keep it out of liveness and readiness probes: the application works while the alert platform is down, and a restart would only
 * lose the messages that wait.
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
   * Down while the platform cannot be reached or refuses the API key, and when a message has waited for more than 5 minutes. It looks
   * at what became of the latest messages and sends nothing itself.
   *
   * A pause that the platform asked for is not down, unless it keeps a message waiting for that long.
   *
   * @param key names it in the answer. @defaultValue `'opsgenie'`
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
    };
    const message = troubleOf(stats.delivery);
    const indicator = this.#indicators.check(key);
    return message === undefined ? indicator.up(health) : indicator.down({ ...health, message });
  }
}

function troubleOf({ circuitCause, oldestWaitingMs = 0 }: OpsgenieStats['delivery']): string | undefined {
  if (circuitCause === 'outage') return 'The alert platform is unreachable.';
  if (circuitCause === 'keyRefused') return 'The alert platform refuses the API key.';
  return oldestWaitingMs > LONGEST_WAIT ? 'A message has waited for more than 5 minutes.' : undefined;
}
