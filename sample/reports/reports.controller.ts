import { Controller, HttpCode, Post } from '@nestjs/common';
import { SkipAlerts } from 'nestjs-opsgenie';

import { NightlyReport } from './nightly-report.js';

/** Runs the nightly report now, so that no one has to wait for the night. Its run counts, whoever starts it. */
@Controller('reports')
@SkipAlerts()
export class ReportsController {
  constructor(private readonly report: NightlyReport) {}

  @Post()
  @HttpCode(204)
  write(): void {
    this.report.write();
  }
}
