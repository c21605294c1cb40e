import { Controller, Get, Injectable } from '@nestjs/common';
import { Cron, ScheduleModule } from '@nestjs/schedule';
import { expect, it } from 'vitest';

import { AlertOnStatus } from '../../src/index.js';
import { startContext } from './application.js';

@Injectable()
class Jobs {
  @Cron('0 0 1 1 *')
  @AlertOnStatus('5XX')
  nightly(): void {}
}

@Injectable()
@AlertOnStatus(503)
class Prices {
  @AlertOnStatus(500)
  load(): void {}
}

@Controller()
@AlertOnStatus('5XX')
class Orders {
  @Get()
  find(): void {}
}

it.each([true, false])(
  '@AlertOnStatus() where there is no status fails the start (alerting on: %s)',
  async (enabled) => {
    const start = startContext({
      imports: [ScheduleModule.forRoot()],
      controllers: [Orders],
      providers: [Jobs, Prices],
      opsgenie: { enabled },
    });

    await expect(start).rejects.toMatchObject({
      problems: [{ path: 'Jobs.nightly' }, { path: 'Prices' }, { path: 'Prices.load' }],
      message: expect.stringContaining('has no status, because it is no handler of an HTTP route.') as string,
    });
  },
);
