import type { Clock } from '../../../../src/time/clock.js';
import { Judge } from '../judge/judge.js';
import { Platform } from '../judge/platform.js';
import { RetryingSender } from '../judge/retrying-sender.js';
import type { Sender } from '../judge/sender.js';
import { SenderOnce } from '../judge/sender-once.js';
import type { Contender, Strategy, Surroundings } from '../strategies/strategy.js';
import type { RestartCause } from '../traces/episode.js';
import type { Faults } from '../traces/faults.js';
import { ProcessClock } from './process-clock.js';
import { Random } from './random.js';

interface Process {
  readonly clock: ProcessClock;
  readonly sender: Sender;
}

/** One contender with a separate platform: all see the same requests, none sees another's alerts. */
export class Lane {
  readonly judge: Judge;
  private readonly processes: readonly Process[];
  private readonly strategy: Strategy;

  constructor(
    readonly contender: Contender,
    clock: Clock,
    faults: Faults,
    instances: number,
    seed: number,
  ) {
    this.judge = new Judge(clock, contender.patience);
    const platform = new Platform(clock, this.judge, faults.platform);
    this.processes = Array.from({ length: instances }, (_, instance) => {
      const processClock = new ProcessClock(clock);
      const random = new Random(seed, `sender ${instance}`);
      const sender =
        contender.delivery === 'once'
          ? new SenderOnce(processClock, platform, this.judge)
          : new RetryingSender(processClock, platform, this.judge, random, contender.delivery === 'journaled');
      return { clock: processClock, sender };
    });
    const surroundings = this.processes.map(({ clock: own, sender }): Surroundings => ({
      clock: own,
      send: (message, accepted) => sender.send(message, accepted),
      lastRaised: (alias) => platform.lastRaised(alias),
    }));
    this.strategy = contender.start(surroundings, { clock, store: faults.store });
    this.onSample = this.strategy.onSample.bind(this.strategy);
  }

  readonly onSample: Strategy['onSample'];

  /** Whether anything of it runs after a promise. */
  get hasPromises(): boolean {
    return this.strategy.awaits !== undefined;
  }

  /** Whether promises wait to be settled. */
  get awaits(): boolean {
    return this.strategy.awaits?.() === true;
  }

  onTick(instance: number, now: number): void {
    this.strategy.onTick(instance, now);
  }

  /** The process ends; until {@link begin} its instance gets nothing. */
  end(instance: number, cause: RestartCause): void {
    if (cause === 'deploy') this.strategy.onShutdown?.(instance);
    this.processes[instance]?.clock.kill();
    this.processes[instance]?.sender.die();
  }

  begin(instance: number, cause: RestartCause): void {
    this.processes[instance]?.sender.begin();
    this.strategy.onRestart(instance, cause);
  }
}
