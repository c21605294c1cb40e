import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { GraphQLModule } from '@nestjs/graphql';
import { ScheduleModule } from '@nestjs/schedule';
import { OpsgenieModule } from 'nestjs-opsgenie';

import { AlertConfiguration } from './alerting/alert-configuration.js';
import { CatalogController } from './catalog/catalog.controller.js';
import { ProductResolver } from './catalog/product.resolver.js';
import { CheckoutController } from './checkout/checkout.controller.js';
import { DrillController } from './drill/drill.controller.js';
import { Drill } from './drill/drill.js';
import { HealthController } from './health/health.controller.js';
import { NewsletterModule } from './mail/newsletter.module.js';
import { OrderMail } from './mail/order-mail.js';
import { OrdersController } from './orders/orders.controller.js';
import { PaymentProvider } from './payments/payment-provider.js';
import { PriceFeed } from './prices/price-feed.js';
import { NightlyReport } from './reports/nightly-report.js';
import { ReportsController } from './reports/reports.controller.js';
import { SearchController } from './search/search.controller.js';
import { StockController } from './stock/stock.controller.js';
import { StockService } from './stock/stock.service.js';

/** A small shop. `OpsgenieModule` is imported here once and is global; from then on every handler, resolver, job and listener below is observed. */
@Module({
  imports: [
    ConfigModule.forRoot({ isGlobal: true }),
    // `useFactory` and `useExisting` do as well; a class keeps the module short.
    OpsgenieModule.forRootAsync({ useClass: AlertConfiguration }),
    ScheduleModule.forRoot(),
    EventEmitterModule.forRoot(),
    GraphQLModule.forRoot<ApolloDriverConfig>({
      driver: ApolloDriver,
      typeDefs: 'type Query { price(product: String!): String }',
    }),
    NewsletterModule.register(process.env['REDIS_URL']),
  ],
  controllers: [
    OrdersController,
    CheckoutController,
    CatalogController,
    SearchController,
    StockController,
    HealthController,
    ReportsController,
    DrillController,
  ],
  providers: [Drill, NightlyReport, OrderMail, PaymentProvider, PriceFeed, ProductResolver, StockService],
})
export class AppModule {}
