import { Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';

import { MaxRuntime } from '../../../src/index.js';

/** Once a year, so that it never starts by itself while the page is written. */
const FOUR_O_CLOCK = '0 0 4 1 3 *';

@Injectable()
export class Reports {
  /** What the jobs do. */
  behaviour: () => unknown = () => undefined;

  @Cron(FOUR_O_CLOCK, { name: 'nightly-report', timeZone: 'UTC' })
  report(): unknown {
    return this.behaviour();
  }

  @Cron(FOUR_O_CLOCK, { name: 'import', timeZone: 'UTC' })
  @MaxRuntime('20m')
  import(): unknown {
    return this.behaviour();
  }
}
