import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { OpsgenieService } from 'nestjs-opsgenie';

import { Drill } from '../drill/drill.js';

/** Milliseconds. */
const EVERY = 2_000;

/** Work outside any request. No interceptor sees it, so it is passed to `watch()`. */
@Injectable()
export class PriceFeed implements OnModuleInit, OnModuleDestroy {
  readonly #logger = new Logger(PriceFeed.name);
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly opsgenie: OpsgenieService,
    private readonly drill: Drill,
  ) {}

  onModuleInit(): void {
    this.#timer = setInterval(() => void this.#run(), EVERY);
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  /** The first failure raises an alert, the next success closes it. Results and errors of the work are passed on unchanged. */
  async #run(): Promise<void> {
    try {
      await this.opsgenie.watch('refresh-prices', () => this.#refresh(), { priority: 'P1', tags: ['prices'] });
    } catch (error) {
      this.#logger.warn(`Keeping yesterday's prices: ${error instanceof Error ? error.message : 'unknown error'}`);
    }
  }

  async #refresh(): Promise<void> {
    if (this.drill.isBroken('price-feed')) throw new Error('The feed is empty');
  }
}
