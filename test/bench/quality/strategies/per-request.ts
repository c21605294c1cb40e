import { HOUR } from '../simulation/spans.js';
import { SLOW_MS } from '../traces/durations.js';
import { hasFailed, rawPath, type Sample } from '../traces/sample.js';
import { createMessage } from './messages.js';
import type { Contender, Strategy, Surroundings } from './strategy.js';

/** One create for every bad request; nothing is ever closed. */
class PerRequest implements Strategy {
  constructor(
    private readonly instances: readonly Surroundings[],
    private readonly aliasOf: (sample: Sample) => string | undefined,
  ) {}

  onSample(instance: number, sample: Sample): void {
    const alias = this.aliasOf(sample);
    if (alias !== undefined) this.instances[instance]?.send(createMessage(alias));
  }

  onTick(): void {
    // It is independent of time.
  }

  onRestart(): void {
    // It has no state.
  }
}

const failedPath = (sample: Sample): string | undefined =>
  hasFailed(sample) ? `${rawPath(sample)}:${sample.status}` : undefined;
const slowRoute = (sample: Sample): string | undefined => (isSlow(sample) ? `${sample.operation}:slow` : undefined);

/** Like flask-opsgenie: the raw path is the alias. */
export const perRequest: Contender = contender('per request, raw path, never closed', ['errors'], failedPath);

/** The same, with a person who closes alerts. */
export const perRequestWithPerson: Contender = {
  ...contender('per request, raw path, a person closes after 1 h', ['errors'], failedPath),
  patience: HOUR,
};

/** One create for every slow request, by route. */
export const perSlowRequest: Contender = contender('per slow request, by route, never closed', ['latency'], slowRoute);

/** The same, with a person who closes alerts. */
export const perSlowRequestWithPerson: Contender = {
  ...contender('per slow request, by route, a person closes after 1 h', ['latency'], slowRoute),
  patience: HOUR,
};

function contender(
  name: string,
  watches: Contender['watches'],
  aliasOf: (sample: Sample) => string | undefined,
): Contender {
  return { name, watches, delivery: 'once', start: (instances) => new PerRequest(instances, aliasOf) };
}

function isSlow(sample: Sample): boolean {
  return !sample.aborted && sample.durationMs > SLOW_MS;
}
