import { Controller, Post } from '@nestjs/common';
import { AlertOnErrorRate, SkipAlerts } from 'nestjs-opsgenie';

import { PaymentProvider } from '../payments/payment-provider.js';

/**
 * The client retries a single failed checkout, so it needs no alert; if a fifth of them fail, it does. On a class, the handlers are
 * counted together. The windows are short so that you can watch; a real service uses the default of ten minutes.
 *
 * `@SkipAlerts(['exception'])` silences the module's `onException()` here: it would alert at the first failure.
 */
@Controller('checkout')
@AlertOnErrorRate(0.2, { window: '10s', priority: 'P2', tags: ['checkout'] })
@SkipAlerts(['exception'])
export class CheckoutController {
  constructor(private readonly payments: PaymentProvider) {}

  @Post()
  pay() {
    return this.payments.charge(12);
  }
}
