import { Controller, Get, Injectable } from '@nestjs/common';
import { Cron, ScheduleModule } from '@nestjs/schedule';
import { expect, it } from 'vitest';

import { AlertOnLatency, AlertOnStatus, Heartbeat, MaxRuntime, onLatency } from '../../src/index.js';
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

@Injectable()
class Reports {
  @Cron('0 0 1 1 *')
  @AlertOnLatency('5m', { of: 'wait' })
  nightly(): void {}
}

@Injectable()
@AlertOnLatency('5m', { of: 'wait' })
class Feed {
  load(): void {}
}

@Controller()
class Carts {
  @Get()
  @AlertOnLatency('5m', { of: 'wait' })
  find(): void {}
}

it.each([true, false])("`of: 'wait'` where no jobs wait fails the start (alerting on: %s)", async (enabled) => {
  const start = startContext({
    imports: [ScheduleModule.forRoot()],
    controllers: [Carts],
    providers: [Reports, Feed],
    opsgenie: { enabled },
  });

  await expect(start).rejects.toMatchObject({
    problems: expect.arrayContaining([
      expect.objectContaining({ path: 'Reports.nightly' }),
      expect.objectContaining({ path: 'Feed' }),
      expect.objectContaining({ path: 'Carts.find' }),
    ]) as unknown,
    message: expect.stringContaining('has no waiting jobs, because it is no processor of a queue.') as string,
  });
});

@Injectable()
class Plain {
  @Cron('0 0 1 1 *')
  nightly(): void {}
}

it('has no effect in the rules of the module where no jobs wait', async () => {
  const { app, aliases } = await startContext({
    imports: [ScheduleModule.forRoot()],
    providers: [Plain],
    opsgenie: { rules: [onLatency(1, { of: 'wait' })] },
  });

  app.get(Plain).nightly();
  expect(await aliases()).toEqual([]);
});

it('names all decorators without effect at once', async () => {
  @Controller('reports')
  class Views {
    @Get()
    @Heartbeat('reports')
    find(): void {}
  }
  const start = startContext({ controllers: [Views], providers: [Prices] });

  await expect(start).rejects.toMatchObject({
    place: '@AlertOnStatus(), @Heartbeat()',
    problems: [{ path: 'Prices' }, { path: 'Prices.load' }, { path: 'Views.find' }],
  });
});

it.each([true, false])('@MaxRuntime() on a handler of a route fails the start (alerting on: %s)', async (enabled) => {
  @Controller('reports')
  class Views {
    @Get()
    @MaxRuntime('1m')
    find(): void {}
  }
  const start = startContext({ controllers: [Views], opsgenie: { enabled } });

  await expect(start).rejects.toMatchObject({
    place: '@MaxRuntime()',
    problems: [{ path: 'Views.find', message: expect.stringContaining('Use @AlertOnLatency()') as string }],
  });
});
