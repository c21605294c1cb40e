import { Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { OpsgenieModule } from 'nestjs-opsgenie';

import { AlertConfiguration } from './alerting/alert-configuration.js';
import { CatalogController } from './catalog/catalog.controller.js';
import { CheckoutController } from './checkout/checkout.controller.js';
import { DrillController } from './drill/drill.controller.js';
import { Drill } from './drill/drill.js';
import { HealthController } from './health/health.controller.js';
import { OrdersController } from './orders/orders.controller.js';
import { PaymentProvider } from './payments/payment-provider.js';
import { PriceFeed } from './prices/price-feed.js';
import { SearchController } from './search/search.controller.js';
import { StockController } from './stock/stock.controller.js';
import { StockService } from './stock/stock.service.js';

/** A small shop. `OpsgenieModule` is imported here once and is global; from then on every handler below is watched. */
@Module({
  imports: [
    ConfigModule.forRoot({ isGlobal: true }),
    // `useFactory` and `useExisting` do as well; a class keeps the module short.
    OpsgenieModule.forRootAsync({ useClass: AlertConfiguration }),
  ],
  controllers: [
    OrdersController,
    CheckoutController,
    CatalogController,
    SearchController,
    StockController,
    HealthController,
    DrillController,
  ],
  providers: [Drill, PaymentProvider, PriceFeed, StockService],
})
export class AppModule {}
