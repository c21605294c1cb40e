import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { OpsgenieService } from 'nestjs-opsgenie';

import { AppModule } from './app.module.js';
import { freePort } from './free-port.js';

/** A shop that is open. */
export interface Shop {
  readonly application: INestApplication;
  readonly opsgenie: OpsgenieService;
  readonly url: string;
}

/**
 * Opens the shop. Closing the application sends the alerts that are still queued.
 *
 * @param preferred the port, if it is free
 */
export async function openShop(preferred: number): Promise<Shop> {
  const application = await NestFactory.create(AppModule, {
    logger: ['fatal', 'error', 'warn'],
    // Otherwise clients with open connections would delay the shutdown.
    forceCloseConnections: true,
  });
  const port = await freePort(preferred);
  await application.listen(port, '127.0.0.1');
  return { application, opsgenie: application.get(OpsgenieService), url: `http://127.0.0.1:${port}` };
}
