import { MINUTE } from '../simulation/spans.js';
import { hasFailed, type Sample } from '../traces/sample.js';
import { createMessage } from './messages.js';
import type { Contender, Strategy, Surroundings } from './strategy.js';

const COOLDOWN_MS = 5 * MINUTE;

/** A create for a failed request, then none for the same route for five minutes. */
class Cooldown implements Strategy {
  /** When the cooldown of each route ends, by instance. */
  private readonly silentUntil: Map<string, number>[];

  constructor(private readonly instances: readonly Surroundings[]) {
    this.silentUntil = instances.map(() => new Map<string, number>());
  }

  onSample(instance: number, sample: Sample): void {
    if (!hasFailed(sample)) return;
    const silentUntil = this.silentUntil[instance];
    if (silentUntil === undefined || sample.t < (silentUntil.get(sample.operation) ?? 0)) return;
    silentUntil.set(sample.operation, sample.t + COOLDOWN_MS);
    this.instances[instance]?.send(createMessage(sample.operation));
  }

  onTick(): void {
    // It never closes.
  }

  onRestart(instance: number): void {
    this.silentUntil[instance]?.clear();
  }
}

export const cooldown: Contender = {
  name: 'cooldown 5 min by route, never closed',
  watches: ['errors'],
  delivery: 'once',
  start: (instances) => new Cooldown(instances),
};
