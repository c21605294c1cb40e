import { Controller, Get, Injectable, Module } from '@nestjs/common';

import { AlertOnStatus, OpsgenieModule, type OpsgenieModuleOptions } from '../../../../src/index.js';

@Injectable()
class Reports {
  @AlertOnStatus(500)
  run() {}
}

@Module({ imports: [OpsgenieModule.forRoot({ service: 'shop' })], providers: [Reports] })
export class MisplacedModule {}

@Module({ imports: [OpsgenieModule.forRoot({ service: 'shop', defaults: { priority: 'P9' as 'P1' } })] })
export class InvalidModule {}

@Module({ providers: [Reports] })
export class BareModule {}

@Controller()
class PaymentsController {
  @Get()
  @AlertOnStatus('5XX', { target: 'paymnts' })
  pay() {}

  @Get('refunds')
  @AlertOnStatus('5XX')
  refund() {}
}

@Module({
  imports: [
    OpsgenieModule.forRoot({
      apiKey: 'x',
      service: 'shop',
      targets: { payments: { apiKey: '8a1f3d52-6c0b-4e7a-9d3e-2b5c7f9e1a04' } },
    }),
  ],
  controllers: [PaymentsController],
})
export class TargetModule {}

@Module({ imports: [OpsgenieModule.forRootAsync({ useFactory: () => JSON.parse('null') as OpsgenieModuleOptions })] })
export class EmptyModule {}

/** `@Module({})` leaves no metadata. */
@Module({})
export class NothingModule {}

@Module({
  imports: [
    OpsgenieModule.forRootAsync({
      useFactory: () => {
        throw new TypeError('no secrets');
      },
    }),
  ],
})
export class FailingModule {}

/** One for each factory that waits. */
export const waiting: string[] = [];

@Module({
  imports: [
    OpsgenieModule.forRootAsync({
      useFactory: () => {
        waiting.push('secrets');
        return new Promise<OpsgenieModuleOptions>(() => undefined);
      },
    }),
  ],
})
export class SilentModule {}
