import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { OpsgenieService } from 'nestjs-opsgenie';

import { AppModule } from './app.module.js';
import { freePort } from './free-port.js';

/** What takes longer says that it goes on. Milliseconds. */
const SLOW = 2_000;

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
  console.log('Opening the shop …');
  const opening = setInterval(() => console.log('  still opening …'), SLOW);
  const application = await NestFactory.create(AppModule, {
    logger: ['fatal', 'error', 'warn'],
    // Otherwise clients with open connections would delay the shutdown.
    forceCloseConnections: true,
  });
  const port = await freePort(preferred);
  await application.listen(port, '127.0.0.1');
  clearInterval(opening);
  return { application, opsgenie: application.get(OpsgenieService), url: `http://127.0.0.1:${port}` };
}
