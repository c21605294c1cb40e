import { Catch, Controller, Get, UseFilters, type ExceptionFilter } from '@nestjs/common';

import { AlertOnException, AlertOnLatency, AlertOnStatus } from '../../../../src/index.js';

class PaymentProviderDown extends Error {}

/** The healthy handler of the plain controller, with its own rules. */
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

/** The same with its own filter: errors that it handles are visible only to an interceptor. */
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
