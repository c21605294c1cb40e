import { Random } from '../simulation/random.js';
import { SECOND } from '../simulation/spans.js';
import { BACKGROUND_SLOW_SHARE, durationOf } from './durations.js';
import type { Crowd, Effect, Scope } from './episode.js';
import type { Plan } from './plan.js';
import { operationOf, pickRoute } from './routes.js';
import type { Sample } from './sample.js';
import { schedule, type Step } from './schedule.js';

const PATH_IDS = 10_000;
/** The longest download before its client disconnects. */
const LONGEST_DOWNLOAD = 60_000;
/** The share of ordinary requests that are always aborted. */
const BACKGROUND_ABORTS = 0.0005;

/**
 * The requests of a plan in order of time.
 *
 * Arrivals are a Poisson process with a constant rate within a {@link Step}; it is memoryless, so restarting at each step is exact.
 */
export function* trafficOf(plan: Plan): Generator<Sample> {
  const traffic = new Traffic(plan);
  for (const step of schedule(plan)) yield* traffic.during(step);
}

class Traffic {
  private readonly random: Random;
  private failures = 0;

  constructor(private readonly plan: Plan) {
    this.random = new Random(plan.seed, 'traffic');
  }

  *during(step: Step): Generator<Sample> {
    if (step.serving.length === 0) return;
    const rate = step.crowds.reduce((sum, crowd) => sum + crowd.rate, step.rate) / SECOND;
    let t = step.from + this.random.gap(rate);
    while (t < step.to) {
      const crowd = step.crowds.length === 0 ? undefined : this.pickCrowd(step);
      yield crowd === undefined ? this.ordinary(t, step) : this.fromCrowd(t, step, crowd);
      t += this.random.gap(rate);
    }
  }

  private pickCrowd(step: Step): Crowd | undefined {
    const total = step.crowds.reduce((sum, crowd) => sum + crowd.rate, step.rate);
    let point = this.random.next() * total - step.rate;
    return step.crowds.find((crowd) => point >= 0 && (point -= crowd.rate) < 0);
  }

  private ordinary(t: number, step: Step): Sample {
    const { random } = this;
    const instance = this.pickInstance(step);
    const route = pickRoute(random.next());
    let durationMs = durationOf(route, random.next());
    let status: number | undefined = 200;
    let errorClass: string | undefined;
    let message: string | undefined;
    let cutOff = false;
    const fate = random.next();
    if (fate < this.plan.backgroundErrors) {
      status = 500;
      errorClass = 'TypeError';
      message = `Cannot read properties of undefined (reading '${route}')`;
    } else if (fate > 1 - BACKGROUND_ABORTS) {
      status = undefined;
    } else if (fate > 1 - BACKGROUND_ABORTS - BACKGROUND_SLOW_SHARE) {
      durationMs += 1_000 + 3_000 * random.next();
    }
    for (const effect of step.effects) {
      if (!this.strikes(effect, instance, route)) continue;
      if (effect.type === 'failure') {
        status = effect.unfinished === undefined ? effect.status : undefined;
        cutOff = effect.unfinished === 'cutOff';
        errorClass = effect.errorClass;
        message = effect.message(this.failures++);
        durationMs = effect.durationMs ?? durationMs;
      } else if (effect.type === 'slowness') {
        durationMs = durationMs * effect.factor + effect.addedMs;
      } else if (effect.type === 'abort') {
        status = undefined;
        cutOff = false;
      }
    }
    const aborted = status === undefined && !cutOff;
    const pathId = random.integer(PATH_IDS);
    return {
      t,
      instance,
      route,
      operation: operationOf(route),
      pathId,
      client: 0,
      status,
      durationMs,
      aborted,
      unanswered: aborted,
      cutOff,
      errorClass,
      message,
    };
  }

  private fromCrowd(t: number, step: Step, crowd: Crowd): Sample {
    const { random } = this;
    const { route, leaves } = crowd;
    const fails = random.next() < crowd.failureShare;
    return {
      t,
      instance: this.pickInstance(step),
      route,
      operation: operationOf(route),
      pathId: random.integer(PATH_IDS),
      client: 1,
      status: fails ? 500 : this.statusOf(crowd),
      durationMs: this.durationOf(crowd),
      aborted: leaves !== undefined && !fails,
      unanswered: leaves === 'waiting' && !fails,
      cutOff: false,
      errorClass: fails ? 'RangeError' : 'HttpException',
      message: fails ? 'Invalid array length' : 'refused',
    };
  }

  private statusOf({ status }: Crowd): number | undefined {
    return typeof status === 'object' ? status[this.random.integer(status.length)] : status;
  }

  /** A waiting client disconnects before the answer would have come. */
  private durationOf({ route, leaves }: Crowd): number {
    if (leaves === 'downloading') return LONGEST_DOWNLOAD * this.random.next();
    const whole = route < 0 ? 1 : durationOf(route, this.random.next());
    return leaves === 'waiting' ? whole * this.random.next() : whole;
  }

  private pickInstance(step: Step): number {
    return step.serving[this.random.integer(step.serving.length)] ?? 0;
  }

  private strikes(effect: Effect, instance: number, route: number): boolean {
    switch (effect.type) {
      case 'failure':
      case 'slowness':
        return covers(effect.scope, instance, route) && this.random.next() < effect.share;
      case 'abort':
        return this.random.next() < effect.share;
      default:
        return false;
    }
  }
}

function covers(scope: Scope, instance: number, route: number): boolean {
  return (scope.instances?.includes(instance) ?? true) && (scope.routes?.includes(route) ?? true);
}
