import { MINUTE } from '../simulation/spans.js';
import { hasFailed, type Sample } from '../traces/sample.js';
import { closeMessage, createMessage } from './messages.js';
import type { Contender, Strategy, Surroundings } from './strategy.js';

const COUNT = 5;
const WITHIN_MS = MINUTE;
const QUIET_MS = 5 * MINUTE;

interface RouteErrors {
  /** Times of the last errors, at most {@link COUNT}. */
  times: number[];
  firing: boolean;
}

/** Fires at five errors of a route within a minute, closes after five minutes without one. */
class ErrorsInAMinute implements Strategy {
  private readonly routes: Map<string, RouteErrors>[];

  constructor(private readonly instances: readonly Surroundings[]) {
    this.routes = instances.map(() => new Map<string, RouteErrors>());
  }

  onSample(instance: number, sample: Sample): void {
    if (!hasFailed(sample)) return;
    const route = this.errorsOf(instance, sample.operation);
    route.times = [...route.times, sample.t].slice(-COUNT);
    const [oldest] = route.times;
    if (route.firing || route.times.length < COUNT || oldest === undefined || sample.t - oldest > WITHIN_MS) return;
    route.firing = true;
    this.instances[instance]?.send(createMessage(sample.operation));
  }

  onTick(instance: number, now: number): void {
    this.routes[instance]?.forEach((route, operation) => {
      if (!route.firing || now - (route.times.at(-1) ?? 0) < QUIET_MS) return;
      route.firing = false;
      this.instances[instance]?.send(closeMessage(operation));
    });
  }

  onRestart(instance: number): void {
    this.routes[instance]?.clear();
  }

  private errorsOf(instance: number, operation: string): RouteErrors {
    const known = this.routes[instance]?.get(operation);
    if (known !== undefined) return known;
    const route: RouteErrors = { times: [], firing: false };
    this.routes[instance]?.set(operation, route);
    return route;
  }
}

export const errorsInAMinute: Contender = {
  name: '5 errors in 60 s by route, close after 5 min quiet',
  watches: ['errors'],
  delivery: 'once',
  start: (instances) => new ErrorsInAMinute(instances),
};
