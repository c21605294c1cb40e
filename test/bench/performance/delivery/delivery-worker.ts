import 'reflect-metadata';

import { NestFactory } from '@nestjs/core';

import { OpsgenieConfigurationError, OpsgenieModule, OpsgenieService } from '../../../../src/index.js';
import { optionsFor } from '../applications/module-options.js';
import { answer } from '../processes/answer.js';

/** How fast messages were delivered. */
export interface FinishedRun {
  readonly delivered: number;
  readonly messagesPerSecond: number;
  /** Microseconds. */
  readonly cpuPerMessage: number;
}

/** The result of a run; the module may not have a requested option. */
export type DeliveryRun = FinishedRun | { readonly refused: string };

/** The highest allowed limits, so that the delivery and not a limit is measured. */
const NO_LIMITS = { perMinute: 10_000, burst: 10_000, maxMessages: 100_000, maxBytes: 1_000_000_000 };

class DeliveryModule {}

const answers = {
  /** Raises alerts with distinct aliases, and waits until all are delivered. */
  async deliver(count: number, platform: string, directory?: string): Promise<DeliveryRun> {
    const delivery = directory === undefined ? NO_LIMITS : { ...NO_LIMITS, journal: { directory } };
    const opsgenie = await start(platform, delivery);
    if (!(opsgenie instanceof OpsgenieService)) return opsgenie;
    const cpuBefore = process.cpuUsage();
    const startedAt = performance.now();
    const receipts = Array.from({ length: count }, (_, index) =>
      opsgenie.raise({ message: `Order ${index} is stuck`, alias: `order-${index}` }),
    );
    const results = await Promise.all(receipts.map((receipt) => receipt.delivered));
    const seconds = (performance.now() - startedAt) / 1_000;
    const { user, system } = process.cpuUsage(cpuBefore);
    const delivered = results.filter(({ ok }) => ok).length;
    return { delivered, messagesPerSecond: delivered / seconds, cpuPerMessage: (user + system) / count };
  },
};

export type DeliveryAnswers = typeof answers;

async function start(platform: string, delivery: object): Promise<OpsgenieService | { readonly refused: string }> {
  const root = { module: DeliveryModule, imports: [OpsgenieModule.forRoot(optionsFor(platform, [], delivery))] };
  try {
    // Otherwise Nest would end the process.
    const options = { logger: false, abortOnError: false } as const;
    const application = await NestFactory.createApplicationContext(root, options);
    const opsgenie: OpsgenieService = application.get(OpsgenieService);
    return opsgenie;
  } catch (error) {
    if (error instanceof OpsgenieConfigurationError) {
      return { refused: error.problems.map(({ path, message }) => `${path} ${message}`).join('; ') };
    }
    throw error;
  }
}

answer(answers);
