// One shop of the fleet, in a process of its own. Ends when the drill disconnects from it, or is gone itself.
import 'reflect-metadata';

import type { FleetStats } from 'nestjs-opsgenie';

import { openShop } from '../shop.js';

/** What a shop tells the drill, several times a second. */
export interface ShopReport extends Pick<FleetStats, 'state' | 'instances' | 'leases'> {
  readonly url: string;
}

const REPORT_EVERY = 200;

async function main(): Promise<void> {
  // Ctrl-C reaches every process of the terminal; the drill decides when a shop closes.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  const ending = new Promise<void>((resolve) => void process.once('disconnect', resolve));
  const { application, opsgenie, url } = await openShop(0);
  const reports = setInterval(() => {
    const { fleet } = opsgenie.stats();
    if (fleet === undefined || !process.connected) return;
    const { instances, leases, state } = fleet;
    process.send?.({ url, instances, leases, state } satisfies ShopReport);
  }, REPORT_EVERY);
  await ending;
  clearInterval(reports);
  await application.close();
}

void main();
