import { ServiceUnavailableException } from '@nestjs/common';

/** The payment provider does not answer. Clients get a 503; a rule can name this class and leave other 503s alone. */
export class PaymentProviderDown extends ServiceUnavailableException {
  constructor(options?: ErrorOptions) {
    super('The payment provider does not answer. Nothing was charged.', options);
  }
}
