import { Module, type DynamicModule } from '@nestjs/common';
import { BullModule } from '@nestjs/bullmq';

/** A queue on Redis. */
@Module({})
export class NewsletterModule {
  /** @param redis `redis://127.0.0.1:6379`; without it the shop has no queue */
  static async register(redis: string | undefined): Promise<DynamicModule> {
    if (redis === undefined) return { module: NewsletterModule };
    // Loaded only now: of a decorated class that it does not provide, the shop's start would warn.
    const { Newsletter } = await import('./newsletter.js');
    return {
      module: NewsletterModule,
      imports: [BullModule.forRoot({ connection: { url: redis } }), BullModule.registerQueue({ name: 'newsletter' })],
      providers: [Newsletter],
    };
  }
}
