import { Cron, Interval } from '@nestjs/schedule';
import { CronTime } from 'cron';
import { describe, expect, it, vi } from 'vitest';

import { MaxRuntime, SkipAlerts } from '../../../../src/index.js';
import { ScheduledService } from './scheduled-service.js';

class Reports {
  @Cron('0 3 * * *', { name: 'nightly report', timeZone: 'UTC' })
  nightly(): void {}

  @Cron('30 2 * * *', { name: 'in Paris', timeZone: 'Europe/Paris' })
  paris(): void {}

  @Cron('* * * * *', { name: 'minutely', waitForCompletion: true })
  minutely(): Promise<void> {
    return new Promise(() => undefined);
  }

  @Cron('* * * * *', { name: 'silenced' })
  @SkipAlerts(['missedRun'])
  silenced(): void {}

  @Cron('* * * * *')
  unnamed(): void {}

  @Interval(300_000)
  often(): void {}
}

const NIGHTLY = 'missedRun:cron:Reports.nightly:missed';
const MINUTELY = 'missedRun:cron:Reports.minutely:missed';

/** A service with one cron job, which is registered before the application has started. */
function withCron(method: keyof Reports, key: string, source: string, zone?: string) {
  const service = new ScheduledService();
  const job = service.job(Reports, method);
  const cron = service.cron(key, source, zone);
  service.start();
  return { service, job, cron };
}

const nightly = () => withCron('nightly', 'nightly report', '0 3 * * *');

describe('a job that did not start', () => {
  it('is an alert after the grace, and the next run that starts closes it', () => {
    const { service, job } = nightly();
    service.advance('180.5m');
    expect(service.sent).toEqual([]);
    service.advance('30s');
    expect(service.pages).toEqual([`create ${NIGHTLY}`]);
    expect(service.alert).toMatchObject({
      message: '[test] shop: cron Reports.nightly did not run: due 03:00 UTC, 1 min ago',
      priority: 'P3',
      entity: 'cron:Reports.nightly',
    });
    expect(service.messages[0]?.payload).toMatchObject({
      description: expect.stringContaining(
        'cron Reports.nightly (nightly report), scheduled 0 3 * * *, UTC, was due at 03:00:00 UTC (1 min ago) and did not start in time.',
      ) as string,
    });

    service.advance('4m');
    job.run();
    service.advance('10s');
    expect(service.pages).toEqual([`create ${NIGHTLY}`, `close ${NIGHTLY}`]);
    expect(service.lastWords).toEqual(['Recovered: 1 run was missed at 03:01:00 UTC. Closed: a run has started.']);
    expect(service.faults).toEqual([]);
  });

  it('is one incident, however often it is missed', () => {
    const { service } = nightly();
    service.advance('3d');
    expect(service.pages).toEqual([`create ${NIGHTLY}`]);
    expect(service.engine.active()).toMatchObject([{ rule: 'missedRun', bad: 3 }]);
  });

  it('is none where it started in time, also when it failed', () => {
    const { service, job } = nightly();
    for (let day = 0; day < 3; day++) {
      service.advance(day === 0 ? '3h' : '24h');
      job.run();
    }
    service.advance('2h');
    expect(service.sent).toEqual([]);
  });

  it('is not seen where it was due before the application started', () => {
    const service = new ScheduledService();
    service.advance('180.5m');
    service.job(Reports, 'nightly');
    service.cron('nightly report', '0 3 * * *');
    service.start();
    service.advance('20h');
    expect(service.sent).toEqual([]);
  });

  it('is found where it is registered only after the application has started', () => {
    const service = new ScheduledService();
    service.job(Reports, 'nightly');
    service.start();
    service.advance('5s');
    service.cron('nightly report', '0 3 * * *');
    service.advance('3.1h');
    expect(service.pages).toEqual([`create ${NIGHTLY}`]);
  });

  it('is none where it is never registered', () => {
    const service = new ScheduledService();
    service.job(Reports, 'nightly');
    service.start();
    service.advance('2d');
    expect(service.sent).toEqual([]);
    expect(service.clock.pendingTimers).toBe(1);
    service.stop();
    expect(service.clock.pendingTimers).toBe(0);
  });

  it('is none where the job was stopped or deleted, and is one again once it is started', () => {
    const { service, cron } = nightly();
    cron.stop();
    service.advance('1d');
    expect(service.sent).toEqual([]);
    cron.start();
    service.advance('1d');
    expect(service.pages).toEqual([`create ${NIGHTLY}`]);
  });

  it('is none where the job is stopped within the grace', () => {
    const { service, cron } = nightly();
    service.advance('180.5m');
    cron.stop();
    service.advance('2h');
    expect(service.sent).toEqual([]);
  });

  it('is none where the schedule changes before it is due, and follows the new one', () => {
    const { service, cron } = nightly();
    service.advance('1h');
    cron.setTime(new CronTime('0 5 * * *', 'UTC'));
    service.advance('3.5h');
    expect(service.sent).toEqual([]);
    service.advance('32m');
    expect(service.alert.message).toBe('[test] shop: cron Reports.nightly did not run: due 05:00 UTC, 1 min ago');
  });

  it('follows a new schedule that is due sooner', () => {
    const { service, cron } = nightly();
    cron.setTime(new CronTime('*/10 * * * *', 'UTC'));
    service.advance('13m');
    expect(service.alert.message).toBe('[test] shop: cron Reports.nightly did not run: due 00:10 UTC, 1 min ago');
  });

  it('is none by @SkipAlerts, and none by `missedRuns: false`', () => {
    for (const service of [new ScheduledService(), new ScheduledService(false)]) {
      const rules = service.job(Reports, 'silenced');
      service.cron('silenced', '* * * * *');
      service.start();
      service.advance('1h');
      expect(rules).toBeDefined();
      expect(service.sent).toEqual([]);
    }
  });

  it('has the grace of the options', () => {
    const service = new ScheduledService({ grace: '10m' });
    service.job(Reports, 'nightly');
    service.cron('nightly report', '0 3 * * *');
    service.start();
    service.advance('189m');
    expect(service.sent).toEqual([]);
    service.advance('2m');
    expect(service.alert.message).toBe('[test] shop: cron Reports.nightly did not run: due 03:00 UTC, 10 min ago');
  });

  it('has half the period as its grace where that is shorter than a minute', () => {
    const { service } = withCron('minutely', 'minutely', '* * * * *');
    service.advance('89s');
    expect(service.sent).toEqual([]);
    service.advance('1s');
    expect(service.pages).toEqual([`create ${MINUTELY}`]);
  });
});

describe('time zones', () => {
  const SPRING = ['2026-03-28T12:00:00Z', '2026-03-29T01:00:00Z', '2026-03-30T00:30:00Z', '2026-03-31T00:30:00Z'];
  const AUTUMN = ['2026-10-24T12:00:00Z', '2026-10-25T00:30:00Z', '2026-10-26T01:30:00Z', '2026-10-27T01:30:00Z'];
  const MISSED = ['create missedRun:cron:Reports.paris:missed', 'close missedRun:cron:Reports.paris:missed'];

  it.each([
    ['spring', SPRING, 'none', []],
    ['spring', SPRING, '2026-03-29T01:00:00Z', MISSED],
    ['spring', SPRING, '2026-03-30T00:30:00Z', MISSED],
    ['autumn', AUTUMN, 'none', []],
    ['autumn', AUTUMN, '2026-10-25T00:30:00Z', MISSED],
    ['autumn', AUTUMN, '2026-10-26T01:30:00Z', MISSED],
  ])(
    'a job at 02:30 in Paris is expected at the right times in %s',
    (_season, [start = '', ...times], missing, pages) => {
      const service = new ScheduledService();
      service.clock.jumpWall(Date.parse(start) - service.clock.wall());
      const job = service.job(Reports, 'paris');
      service.cron('in Paris', '30 2 * * *', 'Europe/Paris');
      service.start();
      for (const time of times) {
        service.advance(Date.parse(time) - service.clock.wall());
        if (time !== missing) job.run();
        service.advance('2h');
      }
      expect(service.pages).toEqual(pages);
    },
  );

  it('a clock that is set forward misses nothing', () => {
    const { service } = nightly();
    service.advance('1h');
    service.clock.jumpWall(5 * 3_600_000);
    service.advance('3h');
    service.clock.jumpWall(-5 * 3_600_000);
    service.advance('179m');
    expect(service.sent).toEqual([]);
    service.advance('21h');
    expect(service.pages).toEqual([`create ${NIGHTLY}`]);
  });
});

describe('jobs without a name', () => {
  it('are known by their schedule', () => {
    const service = new ScheduledService();
    service.job(Reports, 'unnamed');
    service.cron('5f0c1d1e-8f0a-4c55-9f0e-4d2a3b1c0d9e', '* * * * *', Intl.DateTimeFormat().resolvedOptions().timeZone);
    service.start();
    service.advance('2m');
    expect(service.pages).toEqual(['create missedRun:cron:Reports.unnamed:missed']);
  });

  it('are not confused with those that the application adds', () => {
    const service = new ScheduledService();
    service.job(Reports, 'unnamed');
    service.cron('mine', '* * * * *');
    service.start();
    service.advance('2h');
    expect(service.sent).toEqual([]);
  });
});

describe('an interval', () => {
  function interval() {
    const service = new ScheduledService();
    const job = service.job(Reports, 'often');
    service.registry.intervals.add('5f0c1d1e-8f0a-4c55-9f0e-4d2a3b1c0d9e');
    service.start();
    return { service, job };
  }

  it('is due a period after its last run', () => {
    const { service, job } = interval();
    // It was set a little before the application had started.
    service.advance(299_990);
    job.run();
    service.repeat(5, '5m', () => job.run());
    expect(service.sent).toEqual([]);
    service.advance('2m');
    expect(service.alert.message).toBe('[test] shop: interval Reports.often did not run: due 00:29:59 UTC, 1 min ago');
    job.run();
    service.advance('10s');
    expect(service.open).toEqual([]);
  });

  it('is none once it is deleted', () => {
    const { service } = interval();
    service.registry.intervals.clear();
    service.advance('1d');
    expect(service.sent).toEqual([]);
  });
});

describe('a blocked event loop', () => {
  it('is named where the watch itself was late, and the late run closes the incident', () => {
    const { service, job } = nightly();
    service.advance('179m');
    service.clock.after(60_000, () => job.run());
    service.block(6 * 60_000);
    expect(service.alert.message).toBe(
      '[test] shop: cron Reports.nightly did not run: due 03:00 UTC, 5 min ago, event loop blocked for 5 min',
    );
    service.advance('10s');
    expect(service.pages).toEqual([`create ${NIGHTLY}`, `close ${NIGHTLY}`]);
  });

  it('hides several runs, of which the lost ones count', () => {
    const { service } = withCron('minutely', 'minutely', '* * * * *');
    service.advance('1s');
    service.block(200_000);
    expect(service.engine.active()).toMatchObject([{ bad: 2 }]);
    expect(service.alert.description).toContain('its event loop was blocked, or the process was paused');
  });
});

describe('a run that does not end', () => {
  class Jobs {
    @Cron('0 3 * * *', { name: 'import' })
    @MaxRuntime('20m')
    import(): Promise<void> {
      return this.work;
    }

    @Cron('* * * * *', { name: 'poll', waitForCompletion: true })
    poll(): Promise<void> {
      return this.work;
    }

    readonly work: Promise<void>;
    end: () => void = () => undefined;

    constructor() {
      this.work = new Promise((resolve) => (this.end = resolve));
    }
  }

  function importing(missedRuns?: ConstructorParameters<typeof ScheduledService>[0]) {
    const service = new ScheduledService(missedRuns);
    const job = service.job(Jobs, 'import');
    service.cron('import', '0 3 * * *');
    service.start();
    service.advance('3h');
    return { service, job };
  }

  it.each([{}, false] as const)(
    'is an alert after its @MaxRuntime, and closes when it ends (missedRuns: %o)',
    async (options) => {
      const { service, job } = importing(options);
      const jobs = new Jobs();
      void job.run(jobs);
      service.advance('19m');
      expect(service.sent).toEqual([]);
      service.advance('1m');
      expect(service.alert.message).toBe(
        '[test] shop: cron Jobs.import is stuck: started 03:00 UTC, not ended after 20 min',
      );
      // Another run that ends in time says nothing of the one that is stuck.
      const other = new Jobs();
      const second = job.run(other);
      other.end();
      await second;
      service.advance('5m');
      expect(service.pages).toEqual(['create maxRuntime:cron:Jobs.import:20m']);

      jobs.end();
      await jobs.work;
      await Promise.resolve();
      service.advance('10s');
      expect(service.pages).toEqual([
        'create maxRuntime:cron:Jobs.import:20m',
        'close maxRuntime:cron:Jobs.import:20m',
      ]);
      expect(service.lastWords).toEqual([
        'Recovered: 1 run was overdue at 03:20:00 UTC. Closed: no run is overdue any more.',
      ]);
    },
  );

  it('is reported, though nothing else is wrong, and nothing is missed because of it', () => {
    const { service, job } = importing();
    void job.run(new Jobs());
    service.advance('2d');
    expect(service.pages).toEqual(['create maxRuntime:cron:Jobs.import:20m']);
  });

  it('and blocks the event loop is reported once it has ended', () => {
    class Blocking {
      @Interval(3_600_000)
      @MaxRuntime('20m')
      work(): void {
        vi.spyOn(service.clock, 'now').mockReturnValue(service.clock.now() + 30 * 60_000);
      }
    }
    const service = new ScheduledService();
    service.job(Blocking, 'work').run();
    vi.restoreAllMocks();
    expect(service.alert.message).toBe('[test] shop: interval Blocking.work ran for 30 min (limit 20 min)');
    service.advance('31m');
    expect(service.open).toEqual([]);
  });

  it('has the limit of the module where it has none of its own', () => {
    const service = new ScheduledService({ maxRuntime: '5m' });
    const job = service.job(Jobs, 'poll');
    service.start();
    void job.run(new Jobs());
    service.advance('5m');
    expect(service.pages).toEqual(['create maxRuntime:cron:Jobs.poll:5m']);
  });

  it('overlaps the next where it goes on for the grace', async () => {
    const service = new ScheduledService();
    const job = service.job(Jobs, 'poll');
    service.cron('poll', '* * * * *');
    service.start();
    service.advance('1m');
    const jobs = new Jobs();
    void job.run(jobs);
    service.advance('1m');
    void job.run(jobs);
    service.advance('29s');
    expect(service.sent).toEqual([]);
    service.advance('1s');
    expect(service.alert.message).toBe(
      '[test] shop: cron Jobs.poll overlaps itself: the run of 00:01 UTC had not ended when that of 00:02 started',
    );
    jobs.end();
    await jobs.work;
    await Promise.resolve();
    service.advance('10s');
    expect(service.open).toEqual([]);
  });

  it('overlaps none of another instance', () => {
    const service = new ScheduledService();
    const job = service.job(Jobs, 'poll');
    service.start();
    void job.run(new Jobs());
    void job.run(new Jobs());
    service.advance('1h');
    expect(service.sent).toEqual([]);
  });

  it('makes the next one missed where it waits for completion', () => {
    const service = new ScheduledService();
    const job = service.job(Jobs, 'poll');
    service.cron('poll', '* * * * *');
    service.start();
    service.advance('1m');
    void job.run(new Jobs());
    service.advance('90s');
    expect(service.alert.message).toBe(
      '[test] shop: cron Jobs.poll did not run: due 00:02 UTC, 30 s ago, the run of 00:01 is still going',
    );
  });
});
