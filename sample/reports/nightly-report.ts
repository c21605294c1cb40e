import { Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { AlertOnException, Heartbeat } from 'nestjs-opsgenie';

import { Drill } from '../drill/drill.js';

/** A job that no one waits for. Whatever it throws is an alert; the next successful run closes it. */
@Injectable()
export class NightlyReport {
  constructor(private readonly drill: Drill) {}

  /**
   * If it does not start on time while the process lives, that is an alert without any decorator. If the process is dead, only the
   * platform can tell, because the heartbeat is no longer pinged.
   */
  @Cron(CronExpression.EVERY_DAY_AT_3AM)
  @AlertOnException({ priority: 'P2' })
  @Heartbeat('nightly-report', { interval: '1d', grace: '1h' })
  write(): void {
    if (this.drill.isBroken('disk')) throw new Error('No space left on device');
  }
}
