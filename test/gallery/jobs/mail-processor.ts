import { EventEmitter } from 'node:events';

import { Processor, WorkerHost } from '@nestjs/bullmq';
import type { Job } from 'bullmq';

import { AlertOnLatency } from '../../../src/index.js';

@Processor('mail')
export class MailProcessor extends WorkerHost {
  /** Takes the place of the worker, which would need Redis. */
  readonly events = new EventEmitter();
  behaviour: () => unknown = () => undefined;

  override get worker(): WorkerHost['worker'] {
    return this.events as WorkerHost['worker'];
  }

  @AlertOnLatency('5m', { of: 'wait' })
  async process(_job: Job): Promise<unknown> {
    await Promise.resolve();
    return this.behaviour();
  }
}
