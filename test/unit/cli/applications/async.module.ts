import { Controller, Get, Global, Injectable, Module } from '@nestjs/common';

import { onStatus, OpsgenieModule } from '../../../../src/index.js';

@Injectable()
class Settings {
  readonly status = process.env['REPLAY_TEST_STATUS'] ?? '5XX';
}

@Global()
@Module({ providers: [Settings], exports: [Settings] })
class SettingsModule {}

@Injectable()
class Database {
  constructor() {
    throw new Error('A connection was opened.');
  }
}

@Controller()
class RootController {
  constructor(readonly database: Database) {}

  @Get()
  root() {}
}

@Module({
  imports: [
    SettingsModule,
    OpsgenieModule.forRootAsync({
      inject: [Settings],
      useFactory: ({ status }: Settings) => ({
        apiKey: 'x',
        service: 'shop',
        rules: [onStatus(status === '5XX' ? '5XX' : 503)],
      }),
    }),
  ],
  controllers: [RootController],
  providers: [Database],
})
export class AsyncModule {}
