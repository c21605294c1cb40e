import { Controller, Get, type Type } from '@nestjs/common';

import { AlertOnErrorRate } from '../../src/index.js';

/** The behaviour of handlers: returns the answer, or throws. */
export type Behaviour = (operation: string) => unknown;

/** Controllers of a shop. All handlers do what `behaviour` does at that moment. */
export function shopControllers(behaviour: Behaviour): Type[] {
  @Controller('orders')
  class OrdersController {
    @Get(':id')
    find(): unknown {
      return behaviour('GET /orders/:id');
    }
  }

  @Controller('checkout')
  class CheckoutController {
    @Get(':id')
    pay(): unknown {
      return behaviour('GET /checkout/:id');
    }
  }

  @Controller('wallet')
  class WalletController {
    @Get('customers/:customerId/subscriptions/:subscriptionId/invoices/:invoiceId/line-items/:lineItemId')
    lineItem(): unknown {
      return behaviour('GET /wallet/…/:lineItemId');
    }
  }

  @Controller('refunds')
  @AlertOnErrorRate(0.2, { window: '30s' })
  class RefundsController {
    @Get(':id')
    find(): unknown {
      return behaviour('GET /refunds/:id');
    }
  }

  // Many operations, for incidents that start at many places together.
  @Controller('stock')
  class StockController {
    @Get('a/:id')
    a(): unknown {
      return behaviour('GET /stock/a/:id');
    }

    @Get('b/:id')
    b(): unknown {
      return behaviour('GET /stock/b/:id');
    }

    @Get('c/:id')
    c(): unknown {
      return behaviour('GET /stock/c/:id');
    }

    @Get('d/:id')
    d(): unknown {
      return behaviour('GET /stock/d/:id');
    }

    @Get('e/:id')
    e(): unknown {
      return behaviour('GET /stock/e/:id');
    }

    @Get('f/:id')
    f(): unknown {
      return behaviour('GET /stock/f/:id');
    }
  }

  return [OrdersController, CheckoutController, RefundsController, WalletController, StockController];
}
