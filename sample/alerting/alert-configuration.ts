import { Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import {
  onException,
  type OpsgenieModuleOptions,
  type OpsgenieOptionsFactory,
  type AlertPlatform,
} from 'nestjs-opsgenie';

/**
 * The module's options, from the application's configuration. Invalid options stop the start and are listed with their paths: a wrong
 * `OPSGENIE_PLATFORM` is found at boot, not at night.
 */
@Injectable()
export class AlertConfiguration implements OpsgenieOptionsFactory {
  constructor(private readonly config: ConfigService) {}

  createOpsgenieOptions(): OpsgenieModuleOptions {
    const redis = this.config.get<string>('FLEET_REDIS_URL');
    return {
      // Never in the code: anyone with the key can page people.
      apiKey: this.config.get<string>('OPSGENIE_API_KEY'),
      // The whole move from Opsgenie to Jira Service Management: `jsm` here, and the key of an integration there.
      platform: this.config.get<AlertPlatform>('OPSGENIE_PLATFORM'),
      baseUrl: this.config.get<string>('OPSGENIE_BASE_URL'),
      service: 'shop',
      environment: 'sample',
      // Shops with the same Redis judge together, and one of them alerts: `npm run sample:fleet`.
      fleet: redis === undefined ? undefined : { redis, ...this.#place() },
      // For all handlers: every unexpected error. Decorators add rules or silence this one.
      rules: [onException({ priority: 'P3' })],
      defaults: {
        tags: ['shop'],
        // How long there must be no bad runs before an alert is closed. The defaults are 5 minutes, and 15 for exceptions.
        keepFiringFor: '10s',
      },
    };
  }
  /** What tells this process from the others, and the drill from other users of the same Redis. */
  #place() {
    return {
      instance: this.config.get<string>('FLEET_INSTANCE'),
      prefix: this.config.get<string>('FLEET_PREFIX'),
    };
  }
}
