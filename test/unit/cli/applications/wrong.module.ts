import { Injectable, Module } from '@nestjs/common';

import { AlertOnStatus, OpsgenieModule } from '../../../../src/index.js';

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
