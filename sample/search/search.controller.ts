import { setTimeout as elapse } from 'node:timers/promises';

import { Controller, Get, Query } from '@nestjs/common';
import { AlertOnBurnRate } from 'nestjs-opsgenie';

/**
 * The objective: 99 of 100 searches within 200 ms. The alert is raised when the budget of slow searches is spent ten times too fast.
 *
 * As in the checkout, the windows are short so that you can watch. The defaults are 10 min, 1 h and 6 h.
 */
@Controller('search')
@AlertOnBurnRate(0.99, { latency: '200ms', pairs: [{ long: '20s', short: '5s', factor: 10 }], minSamples: 10 })
export class SearchController {
  /** A query with a number in it misses the index. */
  @Get()
  async search(@Query('q') question = '') {
    await elapse(/\d/.test(question) ? 250 : 5);
    return { question, found: [] };
  }
}
