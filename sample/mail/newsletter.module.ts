import { Module, type DynamicModule } from '@nestjs/common';
import { BullModule } from '@nestjs/bullmq';

import { Newsletter } from './newsletter.js';

/** A queue on Redis. */
@Module({})
export class NewsletterModule {
  /** @param redis `redis://127.0.0.1:6379`; without it the shop has no queue */
  static register(redis: string | undefined): DynamicModule {
    if (redis === undefined) return { module: NewsletterModule };
    return {
      module: NewsletterModule,
      imports: [BullModule.forRoot({ connection: { url: redis } }), BullModule.registerQueue({ name: 'newsletter' })],
      providers: [Newsletter],
    };
  }
}
