import { Body, Controller, Get, Injectable, Module, Param, Post } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';

import {
  AlertDefaults,
  AlertOnException,
  AlertOnLatency,
  onErrorRate,
  OpsgenieModule,
  SkipAlerts,
} from '../../../../src/index.js';

/** What was created, which must be nothing. */
export const created: string[] = [];

@Injectable()
class Database {
  constructor() {
    created.push('Database');
  }
}

@Controller('orders')
@AlertDefaults({ tags: ['checkout'] })
class OrdersController {
  constructor(readonly database: Database) {
    created.push('OrdersController');
  }

  @Get(':id')
  @AlertOnLatency('500ms', { priority: 'P3', count: 5 })
  find(@Param('id') id: string) {
    return id;
  }

  @Post()
  create(@Body() body: unknown) {
    return body;
  }

  @Get('ping')
  @SkipAlerts()
  ping() {}
}

@Injectable()
class NightlyReport {
  @Cron('0 3 * * *')
  @AlertOnException({ priority: 'P2' })
  run() {}
}

@Module({
  imports: [OpsgenieModule.forRoot({ service: 'shop', rules: [onErrorRate(0.02, { priority: () => 'P1' })] })],
  controllers: [OrdersController],
  providers: [Database, NightlyReport],
})
export class AppModule {}

@Module({ imports: [AppModule] })
export class OtherModule {}
