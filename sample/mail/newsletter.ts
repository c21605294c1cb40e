import { InjectQueue, Processor, WorkerHost } from '@nestjs/bullmq';
import type { OnApplicationBootstrap } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { AlertOnException } from 'nestjs-opsgenie';

/** A worker. An attempt that is tried again is no alert; a job that fails for good is. */
@Processor('newsletter')
export class Newsletter extends WorkerHost implements OnApplicationBootstrap {
  constructor(@InjectQueue('newsletter') private readonly queue: Queue) {
    super();
  }

  /** Adds a job that fails twice, and is then given up. */
  async onApplicationBootstrap(): Promise<void> {
    const once = { removeOnComplete: true, removeOnFail: true };
    await this.queue.add('send', { subscriber: 7 }, { ...once, attempts: 2, backoff: 500 });
  }

  @AlertOnException({ priority: 'P1' })
  process(): Promise<void> {
    return Promise.reject(new Error('The template has no unsubscribe link'));
  }
}
