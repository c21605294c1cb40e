import { Injectable } from '@nestjs/common';
import { OpsgenieService } from 'nestjs-opsgenie';

/** Below this, more must be ordered. */
const LOW = 5;

/** Any provider can raise alerts about what only it knows. */
@Injectable()
export class StockService {
  readonly #left = new Map<string, number>();

  constructor(private readonly opsgenie: OpsgenieService) {}

  /**
   * Records the result of a count. No `await`: `raise()` queues the alert and returns immediately.
   *
   * With this alias there is one alert per item, however often it is counted, and `close()` finds it.
   */
  counted(item: string, left: number): void {
    const before = this.#left.get(item) ?? LOW;
    this.#left.set(item, left);
    const alias = `stock-low:${item}`;
    if (left < LOW) {
      this.opsgenie.raise({ message: `Stock is low: ${item}`, alias, priority: 'P4', details: { item, left } });
    } else if (before < LOW) {
      this.opsgenie.close(alias, { note: `There are ${left} again.` });
    }
  }
}
