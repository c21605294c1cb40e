import { randomUUID } from 'node:crypto';
import { setTimeout as elapse } from 'node:timers/promises';

import { Injectable } from '@nestjs/common';

import { Drill } from '../drill/drill.js';
import { PaymentProviderDown } from './payment-provider-down.js';

/** The round trip to the provider, in milliseconds. */
const ROUND_TRIP = 50;

/** Simulates the payment company. */
@Injectable()
export class PaymentProvider {
  constructor(private readonly drill: Drill) {}

  /** @throws PaymentProviderDown when it does not answer */
  async charge(amount: number): Promise<{ receipt: string; amount: number }> {
    await elapse(ROUND_TRIP);
    if (this.drill.isBroken('payments')) {
      // The cause is part of the alert's description: the person on call sees the reason for the 503.
      throw new PaymentProviderDown({ cause: new Error('connect ECONNREFUSED 192.0.2.7:443') });
    }
    return { receipt: randomUUID(), amount };
  }
}
