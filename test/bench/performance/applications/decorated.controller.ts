import { Catch, Controller, Get, UseFilters, type ExceptionFilter } from '@nestjs/common';

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

@Catch(PaymentProviderDown)
class PaymentFilter implements ExceptionFilter {
  catch(error: unknown): never {
    throw error;
  }
}

/** The same with a filter of its own: what that takes, only an interceptor sees. */
@Controller()
export class FilteredController {
  @Get('healthy')
  @UseFilters(PaymentFilter)
  @AlertOnStatus('5XX')
  @AlertOnLatency('2s')
  @AlertOnException(PaymentProviderDown)
  answer(): string {
    return 'Hello';
  }
}
