import { Controller, Get } from '@nestjs/common';

import { AlertOnException, AlertOnLatency, AlertOnStatus } from '../../../../src/index.js';

class PaymentProviderDown extends Error {}

/** The healthy handler of the plain controller, with rules of its own. */
@Controller()
export class DecoratedController {
  @Get('healthy')
  @AlertOnStatus('5XX')
  @AlertOnLatency('2s')
  @AlertOnException(PaymentProviderDown)
  answer(): string {
    return 'Hello';
  }
}
