import { Processor, WorkerHost } from '@nestjs/bullmq';
import type { Job } from 'bullmq';
import { expect, it } from 'vitest';

import { OpsgenieService } from '../../src/index.js';
import { startContext } from './application.js';

it('counts attempts where the queue reports nothing, and says so once', async () => {
  @Processor('mail')
  class MailProcessor extends WorkerHost {
    process(): Promise<never> {
      return Promise.reject(new TypeError('no mail server'));
    }
  }
  const lines: string[] = [];
  const write = (line: unknown): void => void lines.push(String(line));
  const logger = { log: () => undefined, warn: write, error: write };
  // Without its module, nothing gives the processor a worker.
  const { app, aliases } = await startContext({ providers: [MailProcessor], opsgenie: { logger } });
  const run = app.get<WorkerHost>(MailProcessor);

  await expect(run.process({ id: '1' } as Job)).rejects.toThrow('no mail server');
  await expect(run.process({ id: '1' } as Job)).rejects.toThrow('no mail server');

  expect(await aliases()).toEqual(['exception:queue:mail:TypeError']);
  expect(app.get(OpsgenieService).active()).toMatchObject([{ bad: 2, total: 2 }]);
  expect(lines).toEqual([
    "MailProcessor.process: the queue's events cannot be read, so each attempt counts as a job, also those that are repeated.",
  ]);
});
