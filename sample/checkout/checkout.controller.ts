import { Controller, Post } from '@nestjs/common';
import { AlertOnErrorRate, SkipAlerts } from 'nestjs-opsgenie';

import { PaymentProvider } from '../payments/payment-provider.js';

/**
 * A single checkout that fails is tried again by the client and worth no alert; a fifth of them failing is. On a class, the handlers are
 * counted together. The windows are short so that you can watch; a real service leaves them at their defaults, ten minutes.
 *
 * `@SkipAlerts(['exception'])` silences the module's `onException()` here: it would speak at the first failure.
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
