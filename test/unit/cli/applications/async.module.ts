import { Controller, Get, Global, Inject, Injectable, Module } from '@nestjs/common';

import { onStatus, OpsgenieModule, type OpsgenieOptionsFactory } from '../../../../src/index.js';

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

const CODE = Symbol('code');

@Global()
@Module({ providers: [{ provide: CODE, useValue: 504 }], exports: [CODE] })
class CodeModule {}

@Injectable()
class Configuration implements OpsgenieOptionsFactory {
  constructor(
    readonly settings: Settings,
    @Inject(CODE) readonly code: number,
  ) {}

  createOpsgenieOptions() {
    return { service: 'shop', rules: [onStatus(this.settings.status === '' ? 500 : 504)] };
  }
}

@Module({
  imports: [SettingsModule, CodeModule, OpsgenieModule.forRootAsync({ useClass: Configuration })],
  controllers: [RootController],
  providers: [Database],
})
export class ClassModule {}
